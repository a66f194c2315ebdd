// A firmware that resets itself.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  harness::AIRCR() = harness::kAircrKey | harness::kAircrSysResetReq;
  harness::Barrier();
  for (;;) asm volatile("");
}

}  // namespace
