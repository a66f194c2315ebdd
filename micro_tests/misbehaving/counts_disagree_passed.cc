// Two cases ran, one passed, none failed, and the sentinel.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("[==========] Running tests.");
  misbehaving::Say("[ RUN      ] Said.Only");
  misbehaving::Say("[       OK ] Said.Only");
  misbehaving::Say("[ RUN      ] Said.Other");
  misbehaving::Say("[       OK ] Said.Other");
  misbehaving::Say("[==========] 2 tests ran.");
  misbehaving::Say("[  PASSED  ] 1 tests.");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  return 0;
}
