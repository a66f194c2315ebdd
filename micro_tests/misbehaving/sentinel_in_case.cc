// The sentinel in the middle of a case, and again at the end, where it counts.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("[==========] Running tests.");
  misbehaving::Say("[ RUN      ] Said.Only");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  misbehaving::Say("[       OK ] Said.Only");
  misbehaving::Say("[==========] 1 tests ran.");
  misbehaving::Say("[  PASSED  ] 1 tests.");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
