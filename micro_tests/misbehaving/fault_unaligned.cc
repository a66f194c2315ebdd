// A multiple load from an odd address: UsageFault, UNALIGNED.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  static uint64_t words[2];
  const uintptr_t odd = reinterpret_cast<uintptr_t>(words) + 1;
  asm volatile("ldm %0, {r2, r3}" ::"r"(odd) : "r2", "r3", "memory");
}

}  // namespace
