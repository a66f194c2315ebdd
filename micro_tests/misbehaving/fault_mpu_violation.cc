// A write into memory that the MPU protects: MemManage, DACCVIOL.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  using namespace harness;
  static uint32_t secret[16] __attribute__((aligned(64)));
  MPU_RNR() = 2;
#if HARNESS_ARMV8M
  MPU_RBAR() = reinterpret_cast<uint32_t>(secret) | (2u << 1);  // read-only
  MPU_RLAR() = (reinterpret_cast<uint32_t>(secret) + 32) | 1u;
#else
  MPU_RBAR() = reinterpret_cast<uint32_t>(secret);
  MPU_RASR() = (5u << 1) | 1u;  // 64 bytes, no access
#endif
  MPU_CTRL() |= 5u;
  Barrier();
  static_cast<volatile uint32_t*>(secret)[3] = 1;
}

}  // namespace
