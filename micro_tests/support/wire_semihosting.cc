// Console through the simulator or debugger.
#include <cstring>

#include "micro_tests/support/semihosting.h"
#include "micro_tests/support/wire.h"

namespace harness {

namespace {

// SYS_READC. QEMU 7.2 stores the byte right below the stack pointer after it has returned what was there before, so
// that word is cleared first and looked at afterwards. Nothing else may touch it in between: interrupts are off.
uint32_t ReadC() {
  register uint32_t received asm("r0") = semihosting::kReadC;
  register uint32_t nothing asm("r1") = 0;
  uint32_t stored = 0;
  asm volatile(
      "sub sp, #8\n"
      "str %[nothing], [sp, #4]\n"
      "add sp, #8\n"
      "bkpt 0xAB\n"
      "sub sp, #8\n"
      "ldr %[stored], [sp, #4]\n"
      "add sp, #8\n"
      : "+r"(received), [stored] "=&l"(stored)
      : [nothing] "l"(nothing)
      : "memory");
  stored >>= 24;
  return stored != 0 ? stored : received & 0xFF;
}

}  // namespace

void WireStart() {}

void WireSend(const char* text, size_t length) {
  using namespace semihosting;
  // SYS_WRITE0 ends at a NUL; a NUL in the text goes alone by SYS_WRITEC.
  const char* const end = text + length;
  while (text < end) {
    const size_t run = strlen(text);
    if (run > 0) Call(kWrite0, text);
    text += run;
    if (text < end) Call(kWriteC, text++);
  }
}

int WireReceive() {
  // A debugger waits for a key, Renode answers 0 until there is one: a NUL cannot be received.
  for (;;) {
    const uint32_t byte = ReadC();
    if (byte != 0) return static_cast<int>(byte);
  }
}

}  // namespace harness
