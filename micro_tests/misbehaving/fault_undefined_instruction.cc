// An instruction that is none: UsageFault, UNDEFINSTR.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  __builtin_trap();
}

}  // namespace
