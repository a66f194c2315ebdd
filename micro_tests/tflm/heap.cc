// A heap for the few TFLM tests that use std::vector: from the end of the data to the end of the RAM. Our own
// firmware has none; there, these are the ones of support/runtime.cc, which say so and stop.
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

extern "C" {

// From the linker script.
extern char end[];
extern char __data_ram_end[];

void* _sbrk(ptrdiff_t bytes) {
  static char* next = end;
  if (bytes > __data_ram_end - next || bytes < end - next) {
    errno = ENOMEM;
    return reinterpret_cast<void*>(-1);
  }
  char* const start = next;
  next += bytes;
  return start;
}

}  // extern "C"

void operator delete(void* memory) noexcept { free(memory); }
void operator delete(void* memory, size_t) noexcept { free(memory); }
