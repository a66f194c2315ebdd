#include "micro_tests/runner/frame.h"

#include <cstring>

#include "micro_tests/support/console.h"

namespace runner {
namespace {

constexpr char kStart[] = "@harness ";
constexpr char kDigits[] = "0123456789abcdef";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr size_t kCrcDigits = 8;
constexpr size_t kTailBytes = 2 + kCrcDigits + 1;  // " *", the CRC, the line end

int ValueOf(char c) {
  const char* place = c != '\0' ? strchr(kBase64, c) : nullptr;
  return place != nullptr ? static_cast<int>(place - kBase64) : -1;
}

void PutHex(uint32_t value, char* to) {
  for (int shift = 28; shift >= 0; shift -= 4) *to++ = kDigits[(value >> shift) & 15];
}

}  // namespace

uint32_t Crc32(const char* text, size_t length) {
  uint32_t crc = ~0u;
  for (size_t i = 0; i < length; ++i) {
    crc ^= static_cast<unsigned char>(text[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

char* Open(char* line, bool* damaged) {
  *damaged = false;
  char* start = strstr(line, kStart);
  if (start == nullptr) {
    // Half a start or half an end: part of a frame was lost.
    *damaged = strstr(line, " *") != nullptr || strchr(line, '@') != nullptr;
    return nullptr;
  }
  char* body = start + 1;
  char* tail = strrchr(body, '*');
  *damaged = true;
  if (tail == nullptr || tail[-1] != ' ' || strlen(tail + 1) != kCrcDigits) return nullptr;
  char crc[kCrcDigits];
  PutHex(Crc32(body, static_cast<size_t>(tail - 1 - body)), crc);
  if (memcmp(crc, tail + 1, kCrcDigits) != 0) return nullptr;
  *damaged = false;
  tail[-1] = '\0';
  return start + strlen(kStart);
}

void Writer::Put(char c) {
  if (used_ + kTailBytes < kLineBytes) line_[used_++] = c;
}

void Writer::Put(const char* text) {
  while (*text != '\0') Put(*text++);
}

void Writer::Begin(uint32_t sequence, const char* status) {
  used_ = 0;
  Put(kStart);
  --used_;  // Number puts the blank
  Number(sequence);
  Text(status);
}

void Writer::Text(const char* text) {
  Put(' ');
  if (*text == '\0') Put('-');
  for (; *text != '\0'; ++text) Put(*text > ' ' && *text < 127 ? *text : '_');
}

void Writer::Number(int64_t value) {
  char digits[20];
  size_t count = 0;
  uint64_t rest = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  do {
    digits[count++] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  Put(' ');
  if (value < 0) Put('-');
  while (count > 0) Put(digits[--count]);
}

void Writer::Hex(uint32_t value) {
  char digits[kCrcDigits + 1] = {};
  PutHex(value, digits);
  Put(' ');
  Put(digits);
}

void Writer::Bytes(const uint8_t* bytes, size_t count) {
  Put(' ');
  for (size_t i = 0; i < count; i += 3) {
    const size_t left = count - i;
    uint32_t group = static_cast<uint32_t>(bytes[i]) << 16;
    if (left > 1) group |= static_cast<uint32_t>(bytes[i + 1]) << 8;
    if (left > 2) group |= bytes[i + 2];
    Put(kBase64[group >> 18]);
    Put(kBase64[(group >> 12) & 63]);
    Put(left > 1 ? kBase64[(group >> 6) & 63] : '=');
    Put(left > 2 ? kBase64[group & 63] : '=');
  }
}

void Writer::Send() {
  char crc[kCrcDigits];
  PutHex(Crc32(line_ + 1, used_ - 1), crc);
  line_[used_++] = ' ';
  line_[used_++] = '*';
  memcpy(line_ + used_, crc, kCrcDigits);
  used_ += kCrcDigits;
  line_[used_++] = '\n';
  Again();
}

void Writer::Again() {
  harness_console_fresh_line();
  harness_console_write(line_, used_);
}

int Decode(const char* text, uint8_t* bytes, size_t room) {
  const size_t length = strlen(text);
  if (length % 4 != 0) return -1;
  size_t used = 0;
  for (size_t i = 0; i < length; i += 4) {
    uint32_t group = 0;
    int given = 3;
    for (size_t k = 0; k < 4; ++k) {
      const char c = text[i + k];
      const bool padding = c == '=' && k >= 2 && i + 4 == length;
      const int value = padding ? 0 : ValueOf(c);
      if (value < 0 || (!padding && given < 3)) return -1;
      if (padding) --given;
      group = (group << 6) | static_cast<uint32_t>(value);
    }
    for (int k = 0; k < given; ++k) {
      if (used == room) return -1;
      bytes[used++] = static_cast<uint8_t>(group >> (16 - 8 * k));
    }
  }
  return static_cast<int>(used);
}

}  // namespace runner
