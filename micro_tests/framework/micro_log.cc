#include "micro_tests/framework/micro_log.h"

#include "micro_tests/framework/format.h"
#include "micro_tests/support/console.h"

namespace {

void ToConsole(void*, const char* text, size_t length) { harness_console_write(text, length); }

struct Buffer {
  char* text;
  size_t size;
  size_t used;
};

void ToBuffer(void* context, const char* text, size_t length) {
  Buffer& buffer = *static_cast<Buffer*>(context);
  for (size_t i = 0; i < length && buffer.used + 1 < buffer.size; ++i) buffer.text[buffer.used++] = text[i];
}

}  // namespace

void DebugLog(const char* format, va_list args) { micro_log::Format(ToConsole, nullptr, format, args); }

void DebugPrintf(const char* format, ...) {
  va_list args;
  va_start(args, format);
  DebugLog(format, args);
  va_end(args);
}

void VMicroPrintf(const char* format, va_list args) {
  DebugLog(format, args);
  harness_console_write("\n", 1);
}

void MicroPrintf(const char* format, ...) {
  va_list args;
  va_start(args, format);
  VMicroPrintf(format, args);
  va_end(args);
}

int MicroVsnprintf(char* buffer, size_t size, const char* format, va_list args) {
  Buffer out{buffer, size, 0};
  const size_t length = micro_log::Format(ToBuffer, &out, format, args);
  if (size > 0) buffer[out.used] = '\0';
  return static_cast<int>(length);
}

int MicroSnprintf(char* buffer, size_t size, const char* format, ...) {
  va_list args;
  va_start(args, format);
  const int length = MicroVsnprintf(buffer, size, format, args);
  va_end(args);
  return length;
}
