// Single accesses that the secure state may forbid, and what it counted. Each leaves its result in r0, where a secure
// image that counts attacks puts 0 for what was forbidden.
#ifndef MICRO_TESTS_TRUSTZONE_NON_SECURE_PROBE_H_
#define MICRO_TESTS_TRUSTZONE_NON_SECURE_PROBE_H_

#include <cstdint>

#include "micro_tests/trustzone/test_veneers.h"

namespace trustzone {

constexpr uint32_t kBusFault = 5, kSecureFault = 7;
constexpr uint32_t kSfsrInvEp = 1u << 0;  // entered secure code elsewhere than at an SG
constexpr uint32_t kSfsrAuViol = 1u << 3;  // the attribution forbids it
constexpr uint32_t kCfsrPreciseErr = 1u << 9;

inline uint32_t ReadAt(uint32_t address) {
  register uint32_t r0 asm("r0") = address;
  asm volatile("ldr r0, [r0]" : "+r"(r0)::"memory");
  return r0;
}

inline void WriteAt(uint32_t address, uint32_t value) {
  register uint32_t r0 asm("r0") = value;
  asm volatile("str r0, [%1]" : "+r"(r0) : "r"(address) : "memory");
}

inline uint32_t CallAt(uint32_t address, uint32_t argument) {
  register uint32_t r0 asm("r0") = argument;
  asm volatile("blx %1" : "+r"(r0) : "r"(address | 1) : "r1", "r2", "r3", "r12", "lr", "cc", "memory");
  return r0;
}

// What was forbidden since the last call.
inline Violations Taken() {
  Violations violations = {};
  if (secure_test_violations(&violations) != kOk) violations.count = ~0u;
  return violations;
}

// The address of a valuable, by the secure and by the non-secure alias.
inline uint32_t Secure(Place place) { return secure_test_address(place); }
inline uint32_t Alias(Place place) { return secure_test_address(place) & ~kAliasBit; }

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_NON_SECURE_PROBE_H_
