// A jump into the peripherals, which may not be executed: MemManage, IACCVIOL.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  reinterpret_cast<void (*)()>(0x40000001)();
}

}  // namespace
