#include "micro_tests/framework/runner.h"

#include "micro_tests/framework/micro_log.h"
#include "micro_tests/support/support.h"

namespace micro_test::internal {
namespace {

// Initialised with constants: valid before the first static constructor runs, whatever the order of files.
TestInfo* first = nullptr;
TestInfo** last = &first;

bool RunOne(TestInfo* test) {
  state = State{};
  DebugPrintf("[ RUN      ] %s.%s\n", test->suite_name, test->test_name);
  test->function();
  const bool passed = !state.fatal && !state.nonfatal;
  DebugPrintf(passed ? "[       OK ] %s.%s\n" : "[  FAILED  ] %s.%s\n", test->suite_name, test->test_name);
  return passed;
}

}  // namespace

State state{};

Registrar::Registrar(TestInfo* info) {
  *last = info;
  last = &info->next;
}

void BeginFailure(const char* file, int line, bool fatal) {
  (fatal ? state.fatal : state.nonfatal) = true;
  DebugPrintf("%s:%d: Failure\n", file, line);
}

bool RunAll() {
  int passed = 0;
  int failed = 0;
  TestInfo* first_failed = nullptr;
  TestInfo** last_failed = &first_failed;
  DebugPrintf("[==========] Running tests.\n");
  for (TestInfo* test = first; test != nullptr; test = test->next) {
    if (RunOne(test)) {
      ++passed;
    } else {
      ++failed;
      *last_failed = test;
      last_failed = &test->next_failed;
    }
  }
  DebugPrintf("[==========] %d tests ran.\n[  PASSED  ] %d tests.\n", passed + failed, passed);
  harness_report_stack();
  if (failed > 0) {
    DebugPrintf("[  FAILED  ] %d tests, listed below:\n", failed);
    for (TestInfo* test = first_failed; test != nullptr; test = test->next_failed) {
      DebugPrintf("[  FAILED  ] %s.%s\n", test->suite_name, test->test_name);
    }
    return false;
  }
  DebugPrintf("~~~ALL TESTS PASSED~~~\n");
  return true;
}

}  // namespace micro_test::internal
