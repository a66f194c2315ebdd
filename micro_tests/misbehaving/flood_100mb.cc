// 100 MB of lines in a case that passes. They go out in blocks, past the console's line buffer, which would
// take minutes in some simulators; where the block call is missing, through the console all the same.
#include <cstdint>

#include "micro_tests/misbehaving/say.h"

#if defined(__arm__)
#include "micro_tests/support/semihosting.h"
#else
#include <unistd.h>
#endif

namespace {

constexpr uint32_t kBlockBytes = 4096;
constexpr uint32_t kLineBytes = 64;
constexpr uint32_t kTotalBytes = 100 * 1000 * 1000;

char block[kBlockBytes];

#if defined(__arm__)
using harness::semihosting::Call;
constexpr uint32_t kOpen = 0x01;
constexpr uint32_t kWrite = 0x05;

uint32_t OpenConsole() {
  static const char kName[] = ":tt";
  const uint32_t arguments[3] = {reinterpret_cast<uint32_t>(kName), 4, sizeof(kName) - 1};  // mode "w"
  return Call(kOpen, arguments);
}

// Returns whether all was taken.
bool Write(uint32_t handle) {
  const uint32_t arguments[3] = {handle, reinterpret_cast<uint32_t>(block), kBlockBytes};
  return handle != UINT32_MAX && Call(kWrite, arguments) == 0;
}
#else
uint32_t OpenConsole() { return STDOUT_FILENO; }
bool Write(uint32_t handle) { return write(static_cast<int>(handle), block, kBlockBytes) == kBlockBytes; }
#endif

}  // namespace

int main() {
  for (uint32_t i = 0; i < kBlockBytes; ++i) {
    block[i] = i % kLineBytes == kLineBytes - 1 ? '\n' : static_cast<char>('a' + i % kLineBytes % 26);
  }
  misbehaving::Say("Testing Only");
  const uint32_t handle = OpenConsole();
  for (uint32_t sent = 0; sent < kTotalBytes; sent += kBlockBytes) {
    if (!Write(handle)) misbehaving::SayBytes(block, kBlockBytes);
  }
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
