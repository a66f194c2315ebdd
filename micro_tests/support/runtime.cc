// What newlib-nano and the C++ runtime expect below them. There is no heap and no file system: whoever asks for
// memory or aborts ends in a fault block that names the place.
#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "micro_tests/support/console.h"
#include "micro_tests/support/print.h"
#include "micro_tests/support/support.h"

namespace {

[[noreturn]] void Die(const char* why) {
  harness_console_fresh_line();
  harness::Print("[harness] ");
  harness::Print(why);
  harness::Print("\n");
  __builtin_trap();  // the fault block shows the caller in LR
}

}  // namespace

extern "C" {

void* __dso_handle = nullptr;

// Destructors of static objects would run after main; firmware does not come that far.
int __aeabi_atexit(void*, void (*)(void*), void*) { return 0; }
int __cxa_atexit(void (*)(void*), void*, void*) { return 0; }
int atexit(void (*)()) { return 0; }

void __cxa_pure_virtual() { Die("pure virtual function called"); }
void abort() { Die("abort() called"); }
void __assert_func(const char* file, int line, const char*, const char* expression) {
  harness_console_fresh_line();
  harness::Print(file);
  harness::Print(":");
  harness::PrintDecimal(static_cast<uint32_t>(line));
  harness::Print(": assertion failed: ");
  harness::Print(expression);
  harness::Print("\n");
  Die("abort() called");
}
void _exit(int code) { harness_exit(code); }
void exit(int code) { harness_exit(code); }

// Weak: firmware with a heap brings its own (tflm/heap.cc).
[[gnu::weak]] void* _sbrk(ptrdiff_t) { Die("heap used, but this firmware has none"); }
int _write(int, const char* text, int length) {
  harness_console_write(text, static_cast<size_t>(length));
  return length;
}
int _read(int, char*, int) { return 0; }
int _close(int) { return -1; }
int _lseek(int, int, int) { return 0; }
int _isatty(int) { return 1; }
int _fstat(int, struct stat* status) {
  status->st_mode = S_IFCHR;
  return 0;
}
int _kill(int, int) { return -1; }
int _getpid() { return 1; }

}  // extern "C"

// Virtual destructors name these; nothing here is ever allocated.
[[gnu::weak]] void operator delete(void*) noexcept { Die("operator delete called"); }
[[gnu::weak]] void operator delete(void*, size_t) noexcept { Die("operator delete called"); }
void operator delete(void*, std::align_val_t) noexcept { Die("operator delete called"); }
void operator delete(void*, size_t, std::align_val_t) noexcept { Die("operator delete called"); }
