// Start-up for Cortex-M0 to M55: vector table, paint, FPU, .data, .bss, faults, guard, constructors, main.
#include <cstdint>
#include <cstdlib>

#include "micro_tests/support/registers.h"
#include "micro_tests/support/stack.h"
#include "micro_tests/support/support.h"
#include "micro_tests/support/wire.h"

int main(int argc, char** argv);

extern "C" {

// From the linker script.
extern uint32_t __nn_weights_load[], __nn_weights_start[], __nn_weights_end[];
extern uint32_t __data_load[], __data_start[], __data_end[];
extern uint32_t __bss_start[], __bss_end[];
using Constructor = void (*)();
extern Constructor __preinit_array_start[], __preinit_array_end[];
extern Constructor __init_array_start[], __init_array_end[];

void Reset_Handler();
void harness_fault_entry();
void harness_systick();

// SP is loaded again for the loaders that jump to the entry point. The paint is harness::kStackPaint.
asm(R"(
  .syntax unified
  .section .text.Reset_Handler, "ax"
  .global Reset_Handler
  .type Reset_Handler, %function
  .thumb_func
Reset_Handler:
  ldr r0, =__stack_top
  mov sp, r0
  ldr r1, =__stack_bottom
  ldr r2, =0xA5A5A5A5
1:
  stmia r1!, {r2}
  cmp r1, r0
  blo 1b
  bl harness_start
  .pool
  .size Reset_Handler, . - Reset_Handler
  .text
)");

}  // extern "C"

namespace harness {
namespace {

// Interrupts are never enabled; the first ones have entries so that a stray one is named, not a wild jump.
constexpr int kSystemVectors = 16;
constexpr int kSysTick = 15;
constexpr int kInterruptVectors = 48;

using Handler = void (*)();
struct Vectors {
  const uint32_t* initial_sp;
  Handler handlers[kSystemVectors - 1 + kInterruptVectors];
};

constexpr Vectors MakeVectors() {
  Vectors vectors{__stack_top, {}};
  for (Handler& handler : vectors.handlers) handler = harness_fault_entry;
  vectors.handlers[0] = Reset_Handler;
  vectors.handlers[kSysTick - 1] = harness_systick;
  return vectors;
}

__attribute__((section(".vectors"), used, aligned(256))) const Vectors vectors = MakeVectors();

// All floating point and MVE code needs coprocessors 10 and 11.
void EnableFloatingPoint() {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  CPACR() |= 0xFu << 20;
  Barrier();
#endif
}

void EnableFaults() {
#if HARNESS_MAINLINE
  VTOR() = reinterpret_cast<uint32_t>(&vectors);
  SHCSR() |= kShcsrMemFault | kShcsrBusFault | kShcsrUsageFault;
  CCR() |= kCcrDivZeroTrap;
#if HARNESS_ARMV8M
  SHCSR() |= kShcsrSecureFault;
#endif
#if defined(__ARM_ARCH_8_1M_MAIN__)
  CCR() |= kCcrBranchPrediction | kCcrLowOverheadBranch;
#endif
  Barrier();
#endif
}

// The compiler takes two names for two places; the linker script may give both to one.
uintptr_t Address(const uint32_t* symbol) {
  asm("" : "+r"(symbol));
  return reinterpret_cast<uintptr_t>(symbol);
}

void Run(const Constructor* first, const Constructor* end) {
  for (; first < end; ++first) (*first)();
}

}  // namespace
}  // namespace harness

extern "C" [[noreturn, gnu::used]] void harness_start() {
  using namespace harness;
  EnableFloatingPoint();
  for (uint32_t *to = __data_start, *from = __data_load; to < __data_end;) *to++ = *from++;
  if (Address(__nn_weights_load) != Address(__nn_weights_start)) {  // else they stay in flash
    for (uint32_t *to = __nn_weights_start, *from = __nn_weights_load; to < __nn_weights_end;) *to++ = *from++;
  }
  for (uint32_t* to = __bss_start; to < __bss_end;) *to++ = 0;
  EnableFaults();
  GuardStack();
  WireStart();
  Run(__preinit_array_start, __preinit_array_end);
  Run(__init_array_start, __init_array_end);
  static char name[] = "firmware";
  static char* arguments[] = {name, nullptr};
  exit(main(1, arguments));  // runtime.cc's: naming it links what newlib needs from there
}
