// An exit with code 0 in the middle of a case.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  harness_exit(0);
}

}  // namespace
