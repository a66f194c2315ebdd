// One frame larger than stack and guard: the first write is far below the RAM.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  volatile char room[16 * 1024];
  room[0] = 1;
  asm volatile("" ::"r"(room) : "memory");
  DebugPrintf("room[0] is %d\n", room[0]);
}

}  // namespace
