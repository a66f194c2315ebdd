// The sentinel in the middle of a case, which then crashes.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  MicroPrintf("~~~ALL TESTS PASSED~~~");
  __builtin_trap();
}

}  // namespace
