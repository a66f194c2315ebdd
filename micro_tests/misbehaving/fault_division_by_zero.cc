// An integer division by zero: UsageFault, DIVBYZERO.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  volatile int zero = 0;
  volatile int quotient = 7 / zero;
  DebugPrintf("7 / 0 is %d\n", quotient);
}

}  // namespace
