// The output ends in the middle of the sentinel.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  misbehaving::Say("1/1 tests passed");
  misbehaving::SayText("~~~ALL TESTS PASS");
  harness_exit(0);
}
