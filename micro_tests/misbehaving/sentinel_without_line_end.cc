// The sentinel as the last bytes of all, its line never ended.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  misbehaving::Say("1/1 tests passed");
  misbehaving::SayText("~~~ALL TESTS PASSED~~~");
  harness_exit(0);
}
