// A write where nothing is (in the address space of RAM, far behind it): BusFault.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  *reinterpret_cast<volatile uint32_t*>(0x2F000000) = 1;
  asm volatile("dsb");
}

}  // namespace
