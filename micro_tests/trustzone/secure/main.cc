// Start of the secure image: keys, borders, and over to the non-secure image.
#include <arm_cmse.h>

#include "micro_tests/support/console.h"
#include "micro_tests/support/print.h"
#include "micro_tests/support/registers.h"
#include "micro_tests/trustzone/secure/key.h"
#include "micro_tests/trustzone/secure/page.h"
#include "micro_tests/trustzone/secure/partition.h"
#include "micro_tests/trustzone/secure/violations.h"

namespace {

typedef void __attribute__((cmse_nonsecure_call)) NonSecureFunction();  // GCC takes it in a typedef alone

// The first two words of its vector table, as the core would take them at reset.
struct Vectors {
  uint32_t stack;
  uint32_t reset;
};

}  // namespace

int main() {
  using namespace trustzone;
  MakeKey();
  FillPage();
  harness::Print("[secure] the model and the key are ready\n");
  Partition();
  TakeViolations();

  const uint32_t start = NonSecureFlash().first;
  const Vectors* vectors = reinterpret_cast<const Vectors*>(start);
  harness::VTOR_NS() = start;
  asm volatile("msr msp_ns, %0" ::"r"(vectors->stack));
  asm volatile("msr msplim_ns, %0" ::"r"(0));
  NonSecureFunction* reset = cmse_nsfptr_create(reinterpret_cast<NonSecureFunction*>(vectors->reset));
  reset();
  harness::Print("[secure] the non-secure image came back\n");
  return 1;
}
