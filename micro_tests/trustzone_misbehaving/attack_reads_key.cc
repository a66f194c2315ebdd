// Reads the private key by the non-secure alias of its memory.
#include "micro_tests/trustzone/non_secure/probe.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace trustzone;
  ReadAt(Alias(kPrivateKey));
}

}  // namespace
