// TFLM's console on a target: replaces the debug_log.cc of its library (tensorflow/lite/micro/debug_log.h).
// The formatter is the one that TFLM's own bare-metal boards use (eyalroz_printf in its downloads).
#include <cstdarg>
#include <cstddef>
#include <cstring>

#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"

extern "C" int vsnprintf_(char* text, size_t size, const char* format, va_list args);

namespace {

// As in TFLM's own boards: longer texts are cut.
constexpr size_t kMaxLogBytes = 256;

// Both good and bad ends begin so; the stack must be told before, as a run ends there.
constexpr char kSentinel[] = "~~~";
constexpr size_t kSentinelBytes = sizeof(kSentinel) - 1;

}  // namespace

extern "C" void DebugLog(const char* format, va_list args) {
  char text[kMaxLogBytes];
  vsnprintf_(text, sizeof(text), format, args);
  if (strncmp(text, kSentinel, kSentinelBytes) == 0) {
    harness_console_fresh_line();
    harness_report_stack();
  }
  harness_console_write(text, strlen(text));
}

extern "C" int DebugVsnprintf(char* text, size_t size, const char* format, va_list args) {
  return vsnprintf_(text, size, format, args);
}
