// A word load from an odd address, where such loads are set to trap: UsageFault, UNALIGNED.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  static uint64_t words[2];
  harness::CCR() |= harness::kCcrUnalignTrap;
  harness::Barrier();
  const uintptr_t odd = reinterpret_cast<uintptr_t>(words) + 1;
  asm volatile("ldr r2, [%0]" ::"r"(odd) : "r2", "memory");
}

}  // namespace
