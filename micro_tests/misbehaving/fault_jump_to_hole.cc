// A jump to where nothing is (in the address space of RAM, far behind it): BusFault, IBUSERR.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  reinterpret_cast<void (*)()>(0x2F000001)();
}

}  // namespace
