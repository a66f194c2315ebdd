// The list of v2 tests and the loop that runs them.
#ifndef MICRO_TESTS_FRAMEWORK_RUNNER_H_
#define MICRO_TESTS_FRAMEWORK_RUNNER_H_

namespace micro_test::internal {

// One test. The objects live in the test file; the list runs through them, so no heap is needed.
struct TestInfo {
  const char* suite_name;
  const char* test_name;
  void (*function)();
  TestInfo* next;
  TestInfo* next_failed;
};

// What has happened in the running case.
struct State {
  bool fatal;
  bool nonfatal;
};
extern State state;

// Puts a test at the end of the list; made in static constructors, one per test.
class Registrar {
 public:
  explicit Registrar(TestInfo* info);
};

// Prints "FILE:LINE: Failure" and marks the running case as failed.
void BeginFailure(const char* file, int line, bool fatal);

// Runs every registered test in the order of definition; returns whether all passed.
bool RunAll();

}  // namespace micro_test::internal

#endif  // MICRO_TESTS_FRAMEWORK_RUNNER_H_
