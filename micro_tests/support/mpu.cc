// An MPU guard below the stack: an overflow faults at once instead of destroying data or wandering off.
// Region 0 covers the lowest bytes of the stack; region 1 the addresses right below the RAM, for the frame
// that is larger than the guard. Everything else keeps the default memory map (PRIVDEFENA).
#include "micro_tests/support/stack.h"

namespace harness {
namespace {

constexpr uint32_t kBelowBytes = 32 * 1024;
constexpr uint32_t kEnable = 1u << 0;
constexpr uint32_t kPrivDefEna = 1u << 2;

#if HARNESS_ARMV8M

// PMSAv8 cannot take away reading from privileged code; a stack overflow writes, so read-only serves.
constexpr uint32_t kReadOnly = 2u << 1;
constexpr uint32_t kExecuteNever = 1u << 0;

void Forbid(uint32_t region, uint32_t base, uint32_t size) {
  MPU_RNR() = region;
  MPU_RBAR() = base | kReadOnly | kExecuteNever;
  MPU_RLAR() = (base + size - 32) | kEnable;
}

#else

constexpr uint32_t kExecuteNever = 1u << 28;  // AP = 0: no access at all

constexpr uint32_t SizeField(uint32_t size) {
  uint32_t field = 0;
  while ((2u << field) < size) ++field;
  return field << 1;
}

void Forbid(uint32_t region, uint32_t base, uint32_t size) {
  MPU_RNR() = region;
  MPU_RBAR() = base;
  MPU_RASR() = kExecuteNever | SizeField(size) | kEnable;
}

#endif

}  // namespace

void GuardStack() {
  const uint32_t regions = (MPU_TYPE() >> 8) & 0xFF;
  if (regions < 2) {
#if HARNESS_ARMV8M && HARNESS_MAINLINE
    asm volatile("msr msplim, %0" ::"r"(GuardEnd()));
#endif
    return;
  }
#if HARNESS_ARMV8M
  MPU_MAIR0() = 0x44;  // attribute 0: normal memory, not cached
#endif
  Forbid(0, StackBottom(), kGuardBytes);
  const uint32_t ram = reinterpret_cast<uint32_t>(__data_ram_start);
  if (ram % kBelowBytes == 0 && ram != 0) Forbid(1, ram - kBelowBytes, kBelowBytes);
  MPU_CTRL() = kPrivDefEna | kEnable;
  Barrier();
}

}  // namespace harness
