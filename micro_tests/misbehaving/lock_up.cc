// A fault at the highest priority: the core locks up and can say nothing.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  asm volatile("cpsid f");
  __builtin_trap();
}

}  // namespace
