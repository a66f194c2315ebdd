// Frames on a console that other text shares: one line each, checked by a CRC.
//
//   @harness <sequence> <words...> *<crc32 of everything between '@' and " *", 8 hex digits>
//
// Bytes travel as base64. A line that is no frame is somebody else's; a damaged one is asked for again.
#ifndef MICRO_TESTS_RUNNER_FRAME_H_
#define MICRO_TESTS_RUNNER_FRAME_H_

#include <cstddef>
#include <cstdint>

namespace runner {

constexpr size_t kChunkBytes = 384;  // payload of one frame, 512 characters
constexpr size_t kLineBytes = 640;

// CRC-32 of IEEE 802.3, as Python's binascii.crc32.
uint32_t Crc32(const char* text, size_t length);

// The body between "@harness " and " *", ended with a NUL in place. nullptr: no frame, or a damaged one (`damaged`).
char* Open(char* line, bool* damaged);

// Builds one frame.
class Writer {
 public:
  void Begin(uint32_t sequence, const char* status);
  void Text(const char* text);  // a blank in it becomes '_'
  void Number(int64_t value);
  void Hex(uint32_t value);
  void Bytes(const uint8_t* bytes, size_t count);
  void Send();   // adds the CRC and prints the line
  void Again();  // prints the last frame once more

 private:
  void Put(char c);
  void Put(const char* text);
  char line_[kLineBytes];
  size_t used_ = 0;
};

// Decodes base64 into at most `room` bytes; -1: it is none, or too long.
int Decode(const char* text, uint8_t* bytes, size_t room);

}  // namespace runner

#endif  // MICRO_TESTS_RUNNER_FRAME_H_
