// Reads the weights by their secure address.
#include "micro_tests/trustzone/non_secure/probe.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace trustzone;
  ReadAt(Secure(kWeights));
}

}  // namespace
