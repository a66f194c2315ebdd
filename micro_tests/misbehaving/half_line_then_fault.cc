// A fault in the middle of a line: the fault block starts a line of its own.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  DebugPrintf("computing layer 3 of ");
  __builtin_trap();
}

}  // namespace
