// Three things decide over an access of the non-secure state: the core's attribution (IDAU and SAU, by address), the
// memory protection controllers (MPC, by block of memory, whatever alias is used) and the peripheral protection
// controllers (PPC). Sources: Arm CoreLink SSE-200 TRM (101104) and SIE-200 TRM (DDI 0571), application notes AN505 and
// AN521, ARMv8-M ARM (DDI 0553) B8.
#include "micro_tests/trustzone/secure/partition.h"

#include "micro_tests/support/registers.h"
#include "micro_tests/trustzone/secure/page.h"
#include "micro_tests/trustzone/secure/policy.h"
#include "micro_tests/trustzone/test_veneers.h"

extern "C" uint32_t __ns_flash_start[], __ns_flash_end[], __ns_ram_start[], __ns_ram_end[];
extern "C" uint32_t __veneers_start[], __veneers_end[];

namespace trustzone {
namespace {

using harness::Reg;

volatile uint32_t& At(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

Range Between(const uint32_t* first, const uint32_t* end) {
  return {reinterpret_cast<uint32_t>(first), reinterpret_cast<uint32_t>(end)};
}

// Secure privilege control block of the SSE-200 (and of the IoT kit of AN505).
constexpr uint32_t kSecurityResponse = 0x50080010;  // SECRESPCFG: 1, a bus error instead of zeros
constexpr uint32_t kNonSecureCallable = 0x50080014;  // NSCCFG: bit 0, the code region may hold veneers
constexpr uint32_t kPeripherals1 = 0x50080084;       // APBNSPPCEXP1: bit 5 is UART0
constexpr uint32_t kUart0 = 1u << 5;
constexpr Range kNonSecurePeripherals = {0x40000000, 0x50000000};

// Memories with their protection controllers (AN505, AN521: memory map), by non-secure alias.
struct Bank {
  Range range;
  uint32_t controller;
};
constexpr Bank kBanks[] = {
    {{0x00000000, 0x00400000}, 0x58007000},  // SSRAM 1
    {{0x28000000, 0x28200000}, 0x58008000},  // SSRAM 2
    {{0x28200000, 0x28400000}, 0x58009000},  // SSRAM 3
};
// SIE-200 TRM, 3.6: registers of an MPC.
constexpr uint32_t kControl = 0x00;
constexpr uint32_t kBusError = 1u << 4;  // the answer to a forbidden access
constexpr uint32_t kBlockConfig = 0x14;
constexpr uint32_t kBlockIndex = 0x18;
constexpr uint32_t kBlockTable = 0x1C;  // a bit for each block, 1: non-secure

void GiveBlocks(const Range& range) {
  for (const Bank& bank : kBanks) {
    if (range.end <= bank.range.first || range.first >= bank.range.end) continue;
    const uint32_t shift = (At(bank.controller + kBlockConfig) & 15) + 5;
    const uint32_t first = (range.first - bank.range.first) >> shift;
    const uint32_t end = (range.end - bank.range.first) >> shift;
    for (uint32_t block = first; block < end; ++block) {
      At(bank.controller + kBlockIndex) = block / 32;
      const uint32_t before = At(bank.controller + kBlockTable);
      At(bank.controller + kBlockIndex) = block / 32;  // reading may have moved it on
      At(bank.controller + kBlockTable) = before | 1u << (block % 32);
    }
  }
}

void Attribute(uint32_t number, const Range& range, bool callable) {
  using namespace harness;
  SAU_RNR() = number;
  SAU_RBAR() = range.first;
  SAU_RLAR() = ((range.end - 1) & ~31u) | (callable ? 2u : 0u) | 1u;
}

}  // namespace

Range NonSecureFlash() { return Between(__ns_flash_start, __ns_flash_end); }
Range NonSecureRam() { return Between(__ns_ram_start, __ns_ram_end); }
Range Veneers() { return Between(__veneers_start, __veneers_end); }

void Partition() {
  using namespace harness;
  for (const Bank& bank : kBanks) At(bank.controller + kControl) |= kBusError;
  GiveBlocks(NonSecureFlash());
  GiveBlocks(NonSecureRam());
  const Range page = {PageAddress() & ~kAliasBit, (PageAddress() & ~kAliasBit) + kPageBytes};
  if (kPolicy.page_in_mpc) GiveBlocks(page);

  Reg<kSecurityResponse>() = 1;
  Reg<kNonSecureCallable>() = 1;
  Reg<kPeripherals1>() |= kUart0;

  Attribute(0, NonSecureFlash(), false);
  Attribute(1, NonSecureRam(), false);
  Attribute(2, kNonSecurePeripherals, false);
  Attribute(3, Veneers(), true);
  if (kPolicy.page_in_sau) Attribute(4, page, false);
  SAU_CTRL() = 1;  // what is in no region is secure
#if defined(__ARM_FP)
  NSACR() |= 3u << 10;  // the FPU is for both; an interrupt sees nothing of what the secure state has in it
  FPCCR() |= kFpccrSecure | kFpccrClearOnReturn;
#endif
  Barrier();
}

}  // namespace trustzone
