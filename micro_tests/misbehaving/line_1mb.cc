// One line of 1 MiB in the middle of a case that passes.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  static const char kPiece[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  for (int i = 0; i < 1024 * 1024 / 64; ++i) harness_console_write(kPiece, 64);
  misbehaving::Say("");
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
