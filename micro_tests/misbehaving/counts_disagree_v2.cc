// One case on the console, two in the count.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("[==========] Running tests.");
  misbehaving::Say("[ RUN      ] Said.Only");
  misbehaving::Say("[       OK ] Said.Only");
  misbehaving::Say("[==========] 2 tests ran.");
  misbehaving::Say("[  PASSED  ] 2 tests.");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
