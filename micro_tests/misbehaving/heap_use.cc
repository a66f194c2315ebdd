// A call of malloc, where there is no heap.
#include <cstdlib>

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  void* volatile memory = malloc(16);
  DebugPrintf("%p\n", memory);
}

}  // namespace
