// A clock for profiles: SysTick at the core's clock, made longer by its interrupt. On the host, nanoseconds.
//
// In a simulator that gives every instruction the same virtual time, ticks measure instructions: Calibrate()
// tells how many ticks a known number of them takes. On a board, ticks are cycles.
#ifndef MICRO_TESTS_RUNNER_TICKS_H_
#define MICRO_TESTS_RUNNER_TICKS_H_

#include <cstdint>

namespace runner {

void StartTicks();
uint64_t Ticks();

struct Calibration {
  uint32_t instructions;
  uint32_t ticks;
  uint32_t reading;  // ticks between two readings with nothing in between
};
Calibration Calibrate();

extern const char kTickUnit[];  // cycles | ns

}  // namespace runner

#endif  // MICRO_TESTS_RUNNER_TICKS_H_
