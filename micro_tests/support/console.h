// The console as the firmware sees it. Which wire is behind it is chosen when the support library is built.
#ifndef MICRO_TESTS_SUPPORT_CONSOLE_H_
#define MICRO_TESTS_SUPPORT_CONSOLE_H_

#include <cstddef>

// Adds text to the current line. It leaves at each line end, when the buffer is full, and on flush.
extern "C" void harness_console_write(const char* text, size_t length);

// Passes on what is buffered, for half a line that must be seen.
extern "C" void harness_console_flush();

// Ends a half line, so that what follows starts a line of its own.
extern "C" void harness_console_fresh_line();

// Waits for one byte of input. -1: there will be no more. Only firmware that is talked to asks.
extern "C" int harness_console_read();

#endif  // MICRO_TESTS_SUPPORT_CONSOLE_H_
