// Everything but the sentinel, and exit code 0.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("[==========] Running tests.");
  misbehaving::Say("[ RUN      ] Said.Only");
  misbehaving::Say("[       OK ] Said.Only");
  misbehaving::Say("[==========] 1 tests ran.");
  misbehaving::Say("[  PASSED  ] 1 tests.");
  return 0;
}
