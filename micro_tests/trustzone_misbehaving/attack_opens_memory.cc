// Tells the memory protection controller that a block is non-secure.
#include "micro_tests/trustzone/non_secure/probe.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace trustzone;
  WriteAt(0x5800701C, 0xFFFFFFFF);
}

}  // namespace
