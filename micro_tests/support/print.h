// Printing for the support library itself, with next to no stack: it must work inside a fault handler.
#ifndef MICRO_TESTS_SUPPORT_PRINT_H_
#define MICRO_TESTS_SUPPORT_PRINT_H_

#include <cstdint>
#include <cstring>

#include "micro_tests/support/console.h"

namespace harness {

inline void Print(const char* text) { harness_console_write(text, strlen(text)); }

inline void PrintDecimal(uint32_t value) {
  char digits[10];
  int at = sizeof(digits);
  do {
    digits[--at] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  harness_console_write(digits + at, sizeof(digits) - static_cast<size_t>(at));
}

// "0x0123abcd"
inline void PrintHex(uint32_t value) {
  Print("0x");
  for (int shift = 28; shift >= 0; shift -= 4) harness_console_write("0123456789abcdef" + ((value >> shift) & 15), 1);
}

// "NAME=0x0123abcd"
inline void PrintRegister(const char* name, uint32_t value) {
  Print(name);
  Print("=");
  PrintHex(value);
}

}  // namespace harness

#endif  // MICRO_TESTS_SUPPORT_PRINT_H_
