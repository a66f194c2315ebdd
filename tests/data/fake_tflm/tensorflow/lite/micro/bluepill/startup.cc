// Start-up code that forgets static constructors, as TFLM's does.
#include <cstdint>

extern "C" {
extern uint32_t stack_end[], data_load[], data_start[], data_end[], bss_start[], bss_end[];
int main(int argc, char** argv);

void Start() {
  for (uint32_t *to = data_start, *from = data_load; to < data_end;) *to++ = *from++;
  for (uint32_t* to = bss_start; to < bss_end;) *to++ = 0;
  main(0, nullptr);
  for (;;) {
  }
}

__attribute__((section(".interrupt_vector"), used)) const uint32_t* const vectors[] = {
    stack_end, reinterpret_cast<const uint32_t*>(Start)};
void* _sbrk(int) { return nullptr; }
void _exit(int) {
  for (;;) {
  }
}
}
