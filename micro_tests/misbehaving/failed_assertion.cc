// A failed assert() outside of any expectation.
#include <cassert>

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  volatile int answer = 41;
  assert(answer == 42);
}

}  // namespace
