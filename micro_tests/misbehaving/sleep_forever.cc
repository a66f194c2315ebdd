// A sleep that nothing ends.
#include <unistd.h>

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
#if defined(__arm__)
  for (;;) asm volatile("wfi");
#else
  for (;;) pause();
#endif
}

}  // namespace
