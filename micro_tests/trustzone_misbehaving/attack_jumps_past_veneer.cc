// Jumps into the secure function behind its veneer.
#include "micro_tests/trustzone/non_secure/probe.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace trustzone;
  CallAt(Secure(kInside), 0);
}

}  // namespace
