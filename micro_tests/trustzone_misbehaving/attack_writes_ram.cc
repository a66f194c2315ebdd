// Writes to secure RAM.
#include "micro_tests/trustzone/non_secure/probe.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace trustzone;
  WriteAt(Secure(kPage), 0);
}

}  // namespace
