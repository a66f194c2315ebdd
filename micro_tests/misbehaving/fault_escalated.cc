// A fault while interrupts are masked: it escalates to HardFault, FORCED.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  asm volatile("cpsid i");
  __builtin_trap();
}

}  // namespace
