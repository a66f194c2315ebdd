// The sentinel in the middle of a case that fails afterwards.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("[==========] Running tests.");
  misbehaving::Say("[ RUN      ] Said.Only");
  misbehaving::Say("~~~ALL TESTS PASSED~~~");
  misbehaving::Say("micro_tests/misbehaving/sentinel_in_case_then_fails.cc:8: Failure");
  misbehaving::Say("  Expression:  out == 4");
  misbehaving::Say("  Evaluated:   3 == 4");
  misbehaving::Say("[  FAILED  ] Said.Only");
  misbehaving::Say("[==========] 1 tests ran.");
  misbehaving::Say("[  PASSED  ] 0 tests.");
  misbehaving::Say("[  FAILED  ] 1 tests, listed below:");
  misbehaving::Say("[  FAILED  ] Said.Only");
  return 1;
}
