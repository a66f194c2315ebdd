// Recursion without an end.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

int Deeper(int depth) {
  volatile char room[32];
  room[depth % 32] = static_cast<char>(depth);
  volatile int more = 1;
  return (more ? Deeper(depth + 1) : depth) + room[0];
}

void GoWrong() {
  volatile int depth = Deeper(1);
  DebugPrintf("came back from depth %d\n", depth);
}

}  // namespace
