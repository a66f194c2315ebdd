// A supervisor call that nobody handles.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  asm volatile("svc 0");
}

}  // namespace
