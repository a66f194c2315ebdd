// Two cases on the console, three in the count.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing First");
  misbehaving::Say("Testing Second");
  misbehaving::Say("3/3 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
