// Firmware that asks the simulator to run a program on this machine.
#include "micro_tests/support/semihosting.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  static const char kCommand[] = "touch semihosting-system-ran";
  const void* const block[2] = {kCommand, reinterpret_cast<const void*>(sizeof(kCommand) - 1)};
  const uint32_t result = harness::semihosting::Call(harness::semihosting::kSystem, block);
  DebugPrintf("SYS_SYSTEM returned %u\n", static_cast<unsigned>(result));
  harness_exit(0);
}

}  // namespace
