#ifndef FAKE_TFLM_DEBUG_LOG_H_
#define FAKE_TFLM_DEBUG_LOG_H_
#include <cstdarg>
extern "C" void DebugLog(const char* format, va_list args);
void MicroPrintf(const char* format, ...);
#endif
