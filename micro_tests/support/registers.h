// Core registers that the support library uses, by their names in the architecture manuals.
// Source: ARMv7-M ARM (DDI 0403) sections B3.2 and B3.5, ARMv8-M ARM (DDI 0553) section D1.2,
// ARMv6-M ARM (DDI 0419) section B3.2.
#ifndef MICRO_TESTS_SUPPORT_REGISTERS_H_
#define MICRO_TESTS_SUPPORT_REGISTERS_H_

#include <cstdint>

#if defined(__ARM_ARCH_6M__)
#define HARNESS_ARMV6M 1
#else
#define HARNESS_ARMV6M 0
#endif
#if defined(__ARM_ARCH_8M_BASE__) || defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)
#define HARNESS_ARMV8M 1
#else
#define HARNESS_ARMV8M 0
#endif
// Baseline profiles (v6-M, v8-M.base) have HardFault only, and no fault status registers.
#if HARNESS_ARMV6M || defined(__ARM_ARCH_8M_BASE__)
#define HARNESS_MAINLINE 0
#else
#define HARNESS_MAINLINE 1
#endif

namespace harness {

template <uint32_t kAddress>
volatile uint32_t& Reg() {
  return *reinterpret_cast<volatile uint32_t*>(kAddress);
}

inline volatile uint32_t& VTOR() { return Reg<0xE000ED08>(); }
inline volatile uint32_t& AIRCR() { return Reg<0xE000ED0C>(); }
inline volatile uint32_t& CCR() { return Reg<0xE000ED14>(); }
inline volatile uint32_t& SHCSR() { return Reg<0xE000ED24>(); }
inline volatile uint32_t& CFSR() { return Reg<0xE000ED28>(); }
inline volatile uint32_t& HFSR() { return Reg<0xE000ED2C>(); }
inline volatile uint32_t& MMFAR() { return Reg<0xE000ED34>(); }
inline volatile uint32_t& BFAR() { return Reg<0xE000ED38>(); }
inline volatile uint32_t& CPACR() { return Reg<0xE000ED88>(); }
inline volatile uint32_t& MPU_TYPE() { return Reg<0xE000ED90>(); }
inline volatile uint32_t& MPU_CTRL() { return Reg<0xE000ED94>(); }
inline volatile uint32_t& MPU_RNR() { return Reg<0xE000ED98>(); }
inline volatile uint32_t& MPU_RBAR() { return Reg<0xE000ED9C>(); }
inline volatile uint32_t& MPU_RASR() { return Reg<0xE000EDA0>(); }  // v6-M, v7-M
inline volatile uint32_t& MPU_RLAR() { return Reg<0xE000EDA0>(); }  // v8-M
inline volatile uint32_t& MPU_MAIR0() { return Reg<0xE000EDC0>(); }
inline volatile uint32_t& SFSR() { return Reg<0xE000EDE4>(); }  // v8-M with the security extension, as all below
inline volatile uint32_t& SFAR() { return Reg<0xE000EDE8>(); }
inline volatile uint32_t& SAU_CTRL() { return Reg<0xE000EDD0>(); }
inline volatile uint32_t& SAU_RNR() { return Reg<0xE000EDD8>(); }
inline volatile uint32_t& SAU_RBAR() { return Reg<0xE000EDDC>(); }
inline volatile uint32_t& SAU_RLAR() { return Reg<0xE000EDE0>(); }
inline volatile uint32_t& NSACR() { return Reg<0xE000ED8C>(); }
inline volatile uint32_t& FPCCR() { return Reg<0xE000EF34>(); }
inline volatile uint32_t& VTOR_NS() { return Reg<0xE002ED08>(); }

constexpr uint32_t kAircrKey = 0x05FAu << 16;
constexpr uint32_t kAircrSysResetReq = 1u << 2;

constexpr uint32_t kCcrUnalignTrap = 1u << 3;
constexpr uint32_t kCcrDivZeroTrap = 1u << 4;
constexpr uint32_t kCcrBranchPrediction = 1u << 18;
constexpr uint32_t kCcrLowOverheadBranch = 1u << 19;  // v8.1-M

constexpr uint32_t kShcsrMemFault = 1u << 16;
constexpr uint32_t kShcsrBusFault = 1u << 17;
constexpr uint32_t kShcsrUsageFault = 1u << 18;
constexpr uint32_t kShcsrSecureFault = 1u << 19;

constexpr uint32_t kCfsrMStkErr = 1u << 4;
constexpr uint32_t kCfsrMmarValid = 1u << 7;
constexpr uint32_t kCfsrStkErr = 1u << 12;
constexpr uint32_t kCfsrBfarValid = 1u << 15;
constexpr uint32_t kCfsrStkOf = 1u << 20;  // v8-M

constexpr uint32_t kFpccrSecure = 1u << 26;          // TS
constexpr uint32_t kFpccrClearOnReturn = 3u << 27;  // CLRONRETS, CLRONRET

constexpr uint32_t kSfsrInvEp = 1u << 0;
constexpr uint32_t kSfsrSfarValid = 1u << 6;

inline void Barrier() { asm volatile("dsb\n\tisb" ::: "memory"); }

}  // namespace harness

#endif  // MICRO_TESTS_SUPPORT_REGISTERS_H_
