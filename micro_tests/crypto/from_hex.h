// Vectors are published as hexadecimal text.
#ifndef MICRO_TESTS_CRYPTO_FROM_HEX_H_
#define MICRO_TESTS_CRYPTO_FROM_HEX_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crypto {

inline uint8_t HexDigit(char c) {
  return static_cast<uint8_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

// The bytes of an even number of digits; at most `capacity`. Returns how many.
inline size_t FromHex(const char* text, uint8_t* bytes, size_t capacity) {
  size_t count = 0;
  for (; count < capacity && text[2 * count] != '\0'; ++count) {
    bytes[count] = static_cast<uint8_t>(HexDigit(text[2 * count]) << 4 | HexDigit(text[2 * count + 1]));
  }
  return count;
}

template <size_t kBytes>
bool SameBytes(const char* hex, const uint8_t (&bytes)[kBytes]) {
  uint8_t expected[kBytes];
  return strlen(hex) == 2 * kBytes && FromHex(hex, expected, kBytes) == kBytes && memcmp(expected, bytes, kBytes) == 0;
}

}  // namespace crypto

#endif  // MICRO_TESTS_CRYPTO_FROM_HEX_H_
