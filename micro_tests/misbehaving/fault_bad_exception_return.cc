// An exception handler that returns to nowhere: UsageFault, INVPC.
#include "micro_tests/support/registers.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

__attribute__((naked)) void ReturnNowhere() {
  asm volatile("ldr r0, =0xffffffe3\n\tbx r0\n\t.pool");
}

void GoWrong() {
  static uint32_t vectors[64] __attribute__((aligned(256)));
  const uint32_t* original = reinterpret_cast<const uint32_t*>(harness::VTOR());
  for (int i = 0; i < 64; ++i) vectors[i] = original[i];
  vectors[11] = reinterpret_cast<uint32_t>(&ReturnNowhere);
  harness::VTOR() = reinterpret_cast<uint32_t>(vectors);
  harness::Barrier();
  asm volatile("svc 0");
}

}  // namespace
