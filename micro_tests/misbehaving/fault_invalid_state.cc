// A call of an even address, as if it were Arm code: UsageFault, INVSTATE.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void Callee() { DebugPrintf("called\n"); }

void GoWrong() {
  volatile uintptr_t even = reinterpret_cast<uintptr_t>(&Callee) & ~static_cast<uintptr_t>(1);
  reinterpret_cast<void (*)()>(even)();
}

}  // namespace
