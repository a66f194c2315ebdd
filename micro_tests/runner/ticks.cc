#include "micro_tests/runner/ticks.h"

#if defined(__arm__)

// ARMv7-M ARM (DDI 0403) section B3.3: the same registers in all profiles.
namespace {

volatile uint32_t& Register(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }
constexpr uint32_t kControl = 0xE000E010, kReload = 0xE000E014, kCurrent = 0xE000E018;
constexpr uint32_t kEnable = 1u << 0, kInterrupt = 1u << 1, kCoreClock = 1u << 2;
constexpr uint32_t kLast = 0xFFFFFF;
constexpr uint32_t kRounds = 10000;

volatile uint32_t wraps = 0;

}  // namespace

extern "C" void harness_systick() { wraps = wraps + 1; }

namespace runner {

const char kTickUnit[] = "cycles";

void StartTicks() {
  Register(kReload) = kLast;
  Register(kCurrent) = 0;
  Register(kControl) = kEnable | kInterrupt | kCoreClock;
}

uint64_t Ticks() {
  for (;;) {
    const uint32_t before = wraps;
    const uint32_t passed = kLast - Register(kCurrent);
    if (wraps == before) return (static_cast<uint64_t>(before) << 24) + passed;
  }
}

Calibration Calibrate() {
  const uint64_t first = Ticks();
  const uint64_t start = Ticks();
  uint32_t rounds = kRounds;
  asm volatile("1: subs %0, %0, #1\n\tbne 1b" : "+r"(rounds) : : "cc");
  const uint64_t end = Ticks();
  const uint32_t reading = static_cast<uint32_t>(start - first);
  return {2 * kRounds, static_cast<uint32_t>(end - start) - reading, reading};
}

}  // namespace runner

#else

#include <ctime>

namespace runner {

const char kTickUnit[] = "ns";

void StartTicks() {}

uint64_t Ticks() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

Calibration Calibrate() { return {0, 0, 0}; }

}  // namespace runner

#endif
