// A floating point instruction while the FPU is off, or absent: UsageFault, NOCP.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  harness::CPACR() = 0;
  harness::Barrier();
  asm volatile(".inst.w 0xee300a00");  // vadd.f32 s0, s0, s0
}

}  // namespace
