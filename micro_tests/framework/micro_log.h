// printf-like output for firmware: no heap, no stdio, the same text on a Cortex-M0 and on the host.
//
// Conversions: %d %i %u %x %X %o %c %s %p %f %e %g %% with the flags "-0+ #", width, precision, `*`, and the
// lengths hh h l ll j z t. Floats have 6 decimals unless a precision (at most 9) is given.
#ifndef MICRO_TESTS_FRAMEWORK_MICRO_LOG_H_
#define MICRO_TESTS_FRAMEWORK_MICRO_LOG_H_

#include <cstdarg>
#include <cstddef>

// Prints one line: the text and a line end. The compiler does not check the format, as tests written for TFLM
// print int32_t, which is a long on Arm, with %d.
void MicroPrintf(const char* format, ...);
void VMicroPrintf(const char* format, va_list args);

// Writes at most `size` bytes including the final NUL; returns the length that the whole text has.
int MicroSnprintf(char* buffer, size_t size, const char* format, ...);
int MicroVsnprintf(char* buffer, size_t size, const char* format, va_list args);

// Prints without a line end. The console passes text on at each line end, or on flush.
void DebugPrintf(const char* format, ...) __attribute__((format(printf, 1, 2)));
void DebugLog(const char* format, va_list args);

#endif  // MICRO_TESTS_FRAMEWORK_MICRO_LOG_H_
