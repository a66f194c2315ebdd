// The wire behind the console: one implementation is linked, see CMakeLists.txt.
#ifndef MICRO_TESTS_SUPPORT_WIRE_H_
#define MICRO_TESTS_SUPPORT_WIRE_H_

#include <cstddef>

namespace harness {

// Makes the wire ready; called before static constructors.
void WireStart();

// Sends `length` bytes; `text[length]` is 0, so that the wire may pass it on as a C string.
void WireSend(const char* text, size_t length);

// Waits for one byte of input. -1: there will be no more.
int WireReceive();

}  // namespace harness

#endif  // MICRO_TESTS_SUPPORT_WIRE_H_
