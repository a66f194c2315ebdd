// The sentinel, then a fault: the verdict was certain before.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("Testing Only");
  misbehaving::Say("1/1 tests passed");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  __builtin_trap();
}
