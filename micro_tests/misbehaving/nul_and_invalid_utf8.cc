// Bytes that are no text, within and between lines; what counts is still there.
#include "micro_tests/misbehaving/say.h"

namespace {

template <size_t kSize>
void SayAll(const char (&bytes)[kSize]) {
  misbehaving::SayBytes(bytes, kSize - 1);
}

}  // namespace

int main() {
  SayAll("\0\0\0");
  misbehaving::Say("Testing Only");
  SayAll("tensor \xFF\xFE\x80 \xC3( \xED\xA0\x80 \xF5\x80\x80\x80 \0 end\n");
  SayAll("\x01\x02\x03\x07\x0B\x0C\x7F\xEF\xBF\xBE\n");
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
