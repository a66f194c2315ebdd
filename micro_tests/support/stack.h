// The stack: at the bottom of the data RAM, painted by start-up, guarded where there is an MPU.
#ifndef MICRO_TESTS_SUPPORT_STACK_H_
#define MICRO_TESTS_SUPPORT_STACK_H_

#include <cstdint>

#include "micro_tests/support/registers.h"

// From the linker script.
extern "C" uint32_t __stack_bottom[];
extern "C" uint32_t __stack_top[];
extern "C" uint32_t __data_ram_start[];
extern "C" uint32_t __data_ram_end[];

namespace harness {

constexpr uint32_t kStackPaint = 0xA5A5A5A5;  // also in startup.cc's assembly

// The lowest bytes of the stack that may not be used. PMSAv6 knows no region below 256 bytes.
constexpr uint32_t kGuardBytes = HARNESS_ARMV6M ? 256 : 64;

inline uint32_t StackBottom() { return reinterpret_cast<uint32_t>(__stack_bottom); }
inline uint32_t StackTop() { return reinterpret_cast<uint32_t>(__stack_top); }
inline uint32_t GuardEnd() { return StackBottom() + kGuardBytes; }

// Makes the guard and the address space right below the RAM inaccessible, where the core has an MPU.
void GuardStack();

}  // namespace harness

#endif  // MICRO_TESTS_SUPPORT_STACK_H_
