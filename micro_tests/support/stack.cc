#include "micro_tests/support/stack.h"

#include "micro_tests/support/print.h"
#include "micro_tests/support/support.h"

// The guard cannot be read, so it counts as never used.
extern "C" void harness_report_stack() {
  const volatile uint32_t* word = reinterpret_cast<const uint32_t*>(harness::GuardEnd());
  while (word < __stack_top && *word == harness::kStackPaint) ++word;
  harness::Print("[harness] stack ");
  harness::PrintDecimal(harness::StackTop() - reinterpret_cast<uint32_t>(word));
  harness::Print(" of ");
  harness::PrintDecimal(harness::StackTop() - harness::StackBottom());
  harness::Print(" bytes\n");
}
