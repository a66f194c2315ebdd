// The sentinel as part of a longer line is none.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~ would be nice to see here");
  return 0;
}
