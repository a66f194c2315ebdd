// The formatter behind micro_log.h: walks a printf format and hands the text to a sink piece by piece.
#ifndef MICRO_TESTS_FRAMEWORK_FORMAT_H_
#define MICRO_TESTS_FRAMEWORK_FORMAT_H_

#include <cstdarg>
#include <cstddef>

namespace micro_log {

// Receives `length` bytes of text.
using Sink = void (*)(void* context, const char* text, size_t length);

// Formats into `sink`; returns the number of bytes handed over.
size_t Format(Sink sink, void* context, const char* format, va_list args);

}  // namespace micro_log

#endif  // MICRO_TESTS_FRAMEWORK_FORMAT_H_
