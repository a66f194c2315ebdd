// The sentinel and nothing else.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
