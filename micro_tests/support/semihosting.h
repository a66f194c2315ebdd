// Arm semihosting, the calls that the firmware uses.
// Source: "Semihosting for AArch32 and AArch64", section 3 (BKPT 0xAB in Thumb) and section 6 (operations).
#ifndef MICRO_TESTS_SUPPORT_SEMIHOSTING_H_
#define MICRO_TESTS_SUPPORT_SEMIHOSTING_H_

#include <cstdint>

namespace harness::semihosting {

constexpr uint32_t kWriteC = 0x03;
constexpr uint32_t kWrite0 = 0x04;
constexpr uint32_t kReadC = 0x07;
constexpr uint32_t kSystem = 0x12;
constexpr uint32_t kExit = 0x18;
constexpr uint32_t kExitExtended = 0x20;
constexpr uint32_t kApplicationExit = 0x20026;  // ADP_Stopped_ApplicationExit

inline uint32_t Call(uint32_t operation, const void* argument) {
  register uint32_t r0 asm("r0") = operation;
  register const void* r1 asm("r1") = argument;
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

}  // namespace harness::semihosting

#endif  // MICRO_TESTS_SUPPORT_SEMIHOSTING_H_
