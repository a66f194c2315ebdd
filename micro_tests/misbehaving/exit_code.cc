// An exit with code 3 and no failure on the console.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  harness_exit(3);
}

}  // namespace
