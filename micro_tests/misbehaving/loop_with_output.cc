// A loop without an end that talks all the time.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  for (unsigned turn = 0;; ++turn) MicroPrintf("still here, turn %u", turn);
}

}  // namespace
