// A non-maskable interrupt that nobody expects.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  harness::Reg<0xE000ED04>() = 1u << 31;  // ICSR.NMIPENDSET
  harness::Barrier();
}

}  // namespace
