// Tests that register themselves before main, and print what TFLM's do.
#ifndef FAKE_TFLM_MICRO_TEST_V2_H_
#define FAKE_TFLM_MICRO_TEST_V2_H_

#include "tensorflow/lite/micro/debug_log.h"

namespace micro_test {

struct TestInfo {
  const char* suite;
  const char* name;
  void (*run)();
  TestInfo* next;
  TestInfo(const char* suite_name, const char* test_name, void (*function)());
};

inline TestInfo* first = nullptr;
inline bool failed = false;

inline TestInfo::TestInfo(const char* suite_name, const char* test_name, void (*function)())
    : suite(suite_name), name(test_name), run(function), next(nullptr) {
  TestInfo** place = &first;
  while (*place != nullptr) place = &(*place)->next;
  *place = this;
}

inline void Check(bool holds, const char* expression, const char* file, int line) {
  if (holds) return;
  failed = true;
  MicroPrintf("%s:%d: Failure\n", file, line);
  MicroPrintf("  Expression:  %s\n", expression);
}

inline int RunAll() {
  int count = 0, bad = 0;
  MicroPrintf("[==========] Running tests.\n");
  for (TestInfo* test = first; test != nullptr; test = test->next) {
    failed = false;
    MicroPrintf("[ RUN      ] %s.%s\n", test->suite, test->name);
    test->run();
    MicroPrintf(failed ? "[  FAILED  ] %s.%s\n" : "[       OK ] %s.%s\n", test->suite, test->name);
    ++count;
    bad += failed;
  }
  MicroPrintf("[==========] %d tests ran.\n", count);
  MicroPrintf("[  PASSED  ] %d tests.\n", count - bad);
  if (bad == 0) {
    MicroPrintf("~~~ALL TESTS PASSED~~~\n");
    return 0;
  }
  MicroPrintf("[  FAILED  ] %d tests, listed below:\n", bad);
  return 1;
}

}  // namespace micro_test

#define TEST(suite, name)                                                            \
  static void suite##_##name##_Test();                                               \
  static micro_test::TestInfo suite##_##name##_Info(#suite, #name, suite##_##name##_Test); \
  static void suite##_##name##_Test()
#define EXPECT_TRUE(expression) micro_test::Check(expression, #expression, __FILE__, __LINE__)
#define TF_LITE_MICRO_TESTS_MAIN \
  int main(int argc, char** argv) { return micro_test::RunAll(); }

#endif
