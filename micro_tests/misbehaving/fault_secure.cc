// Secure code that branches into non-secure memory the plain way: SecureFault, INVTRAN.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace harness;
  Reg<0xE000EDD8>() = 0;                         // SAU_RNR
  Reg<0xE000EDDC>() = 0x20040000;                // SAU_RBAR: the upper half of the data RAM
  Reg<0xE000EDE0>() = (0x2007FFE0 & ~31u) | 1u;  // SAU_RLAR
  Reg<0xE000EDD0>() = 1;                         // SAU_CTRL.ENABLE
  Barrier();
  reinterpret_cast<void (*)()>(0x20040001)();
}

}  // namespace
