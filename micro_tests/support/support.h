// What the support library offers to the frameworks and to tests.
#ifndef MICRO_TESTS_SUPPORT_SUPPORT_H_
#define MICRO_TESTS_SUPPORT_SUPPORT_H_

#include <cstddef>

// Prepares the target; start-up code has done everything already, kept for tests that call it.
inline void InitializeTarget() {}

// Prints "[harness] stack USED of RESERVED bytes" from the painted stack. Prints nothing on the host, where
// the stack is the operating system's.
extern "C" void harness_report_stack();

// Ends the program with `code`: SYS_EXIT_EXTENDED on a target, and a spin where nothing takes the call.
extern "C" [[noreturn]] void harness_exit(int code);

namespace harness {

// Exit code of a firmware that ended in a fault.
constexpr int kFaultExitCode = 125;

}  // namespace harness

#endif  // MICRO_TESTS_SUPPORT_SUPPORT_H_
