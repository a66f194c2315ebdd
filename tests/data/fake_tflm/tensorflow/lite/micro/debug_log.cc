#include "tensorflow/lite/micro/debug_log.h"

#include <cstdio>

extern "C" void DebugLog(const char* format, va_list args) { vfprintf(stderr, format, args); }
