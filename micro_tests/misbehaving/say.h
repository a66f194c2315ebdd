// Output word for word, past the frameworks, for firmware that prints what no framework would.
#ifndef MICRO_TESTS_MISBEHAVING_SAY_H_
#define MICRO_TESTS_MISBEHAVING_SAY_H_

#include <cstddef>
#include <cstring>

#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"

namespace misbehaving {

// Exactly these bytes, and at once.
inline void SayBytes(const char* bytes, size_t length) {
  harness_console_write(bytes, length);
  harness_console_flush();
}

inline void SayText(const char* text) { SayBytes(text, strlen(text)); }

// One line.
inline void Say(const char* line) {
  SayText(line);
  SayText("\n");
}

// Runs for ever without a word. The empty asm is a side effect, so the loop may not be removed.
[[noreturn]] inline void Spin() {
  for (;;) asm volatile("");
}

}  // namespace misbehaving

#endif  // MICRO_TESTS_MISBEHAVING_SAY_H_
