// A read where nothing is (in the address space of RAM, far behind it): BusFault, precise.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  volatile const uint32_t* nothing = reinterpret_cast<const uint32_t*>(0x2F000000);
  DebugPrintf("nothing reads as %u\n", static_cast<unsigned>(*nothing));
}

}  // namespace
