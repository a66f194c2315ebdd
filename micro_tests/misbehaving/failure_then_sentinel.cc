// A failed case, and the sentinel all the same.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Good");
  misbehaving::Say("Testing Bad");
  misbehaving::Say("out == 4 failed at micro_tests/misbehaving/failure_then_sentinel.cc:7 (3 vs 4)");
  misbehaving::Say("2/2 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
