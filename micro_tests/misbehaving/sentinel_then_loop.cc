// The sentinel, then a loop without an end, as most firmware does.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  misbehaving::Spin();
}
