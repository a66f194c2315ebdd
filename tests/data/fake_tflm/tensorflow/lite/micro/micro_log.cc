#include "tensorflow/lite/micro/debug_log.h"

void MicroPrintf(const char* format, ...) {
  va_list args;
  va_start(args, format);
  DebugLog(format, args);
  va_end(args);
}
