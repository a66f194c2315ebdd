// A breakpoint that no debugger waits for: HardFault, DEBUGEVT.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  asm volatile("bkpt 0x42");
}

}  // namespace
