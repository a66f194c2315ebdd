// Tests in the v1 dialect, source compatible with TFLM's micro_test.h of 2019-2026:
//
//   TF_LITE_MICRO_TESTS_BEGIN
//   TF_LITE_MICRO_TEST(SimpleTest) { TF_LITE_MICRO_EXPECT_EQ(4, Add(1, 3)); }
//   TF_LITE_MICRO_TESTS_END
//
// Two checks are stricter than TFLM's: EXPECT_NEAR fails on NaN, EXPECT_STRING_EQ on a mere common prefix.
#ifndef MICRO_TESTS_FRAMEWORK_MICRO_TEST_H_
#define MICRO_TESTS_FRAMEWORK_MICRO_TEST_H_

#include <limits>
#include <type_traits>

#include "micro_tests/framework/compare.h"
#include "micro_tests/framework/micro_log.h"
#include "micro_tests/framework/status.h"
#include "micro_tests/support/support.h"

namespace tflite {
inline void InitializeTest() { InitializeTarget(); }
}  // namespace tflite

namespace micro_test {

inline int tests_passed = 0;
inline int tests_failed = 0;
inline bool is_test_complete = false;
inline bool did_test_fail = false;

inline void BeginCase(const char* line) {
  is_test_complete = false;
  did_test_fail = false;
  MicroPrintf("%s", line);
}

inline void EndCase() {
  is_test_complete = true;
  ++(did_test_fail ? tests_failed : tests_passed);
}

inline int Finish() {
  MicroPrintf("%d/%d tests passed", tests_passed, tests_passed + tests_failed);
  harness_report_stack();
  MicroPrintf(tests_failed == 0 ? "~~~ALL TESTS PASSED~~~" : "~~~SOME TESTS FAILED~~~");
  return tests_failed == 0 ? kTfLiteOk : kTfLiteError;
}

// Each check returns whether it held, so that ASSERT can leave the case.
inline bool Check(bool holds, const char* text, const char* file, int line) {
  if (holds) return true;
  MicroPrintf("%s failed at %s:%d", text, file, line);
  did_test_fail = true;
  return false;
}

inline bool ReportEqual(const char* text, const char* file, int line, double a, double b) {
  MicroPrintf("%s failed at %s:%d (%f vs %f)", text, file, line, a, b);
  did_test_fail = true;
  return false;
}

inline bool ReportEqual(const char* text, const char* file, int line, int a, int b) {
  MicroPrintf("%s failed at %s:%d (%d vs %d)", text, file, line, a, b);
  did_test_fail = true;
  return false;
}

template <typename A, typename B>
bool CheckEqual(A a, B b, const char* text, const char* file, int line) {
  if (compare::Same(a, b)) return true;
  if constexpr (std::is_floating_point_v<A> || std::is_floating_point_v<B>) {
    return ReportEqual(text, file, line, static_cast<double>(a), static_cast<double>(b));
  } else if constexpr (compare::kIsNumber<A> && compare::kIsNumber<B>) {
    return ReportEqual(text, file, line, static_cast<int>(a), static_cast<int>(b));
  } else {
    return Check(false, text, file, line);
  }
}

inline bool ReportNear(const char* x, const char* y, double a, double b, const char* file, int line) {
  MicroPrintf("%s (%f) near %s (%f) failed at %s:%d", x, a, y, b, file, line);
  did_test_fail = true;
  return false;
}

template <typename A, typename B, typename E>
bool CheckNear(A a, B b, E epsilon, const char* x, const char* y, const char* file, int line) {
  if (compare::Near(a, b, epsilon)) return true;
  return ReportNear(x, y, static_cast<double>(a), static_cast<double>(b), file, line);
}

template <typename A, typename B, typename E>
void CheckElementNear(A a, int index_a, B b, int index_b, E epsilon, const char* x, const char* y,
                      const char* file, int line) {
  if (compare::Near(a, b, epsilon)) return;
  MicroPrintf("%s[%d] (%f) near %s[%d] (%f) failed at %s:%d", x, index_a, static_cast<double>(a), y, index_b,
              static_cast<double>(b), file, line);
  did_test_fail = true;
}

inline void CheckStrings(const char* a, const char* b) {
  if (compare::SameText(a, b)) return;
  MicroPrintf("FAIL: %s did not match %s", a, b);
  did_test_fail = true;
}

inline void Fail(const char* message) {
  MicroPrintf("FAIL: %s", message);
  did_test_fail = true;
}

}  // namespace micro_test

#define TF_LITE_MICRO_TESTS_BEGIN                                     \
  int main([[maybe_unused]] int argc, [[maybe_unused]] char** argv) { \
    tflite::InitializeTest();

#define TF_LITE_MICRO_TESTS_END \
  return micro_test::Finish();  \
  }

// One case. Its body is a block of main, so the name stays in the binary only as the string "Testing NAME".
#define TF_LITE_MICRO_TEST(name) \
  for (micro_test::BeginCase("Testing " #name); !micro_test::is_test_complete; micro_test::EndCase())

#define MICRO_TEST_V1_CHECK_(holds, text) micro_test::Check((holds), text, __FILE__, __LINE__)
// `continue` ends the for of TF_LITE_MICRO_TEST, thereby the case (inside a loop only that turn of the loop).
#define MICRO_TEST_V1_ASSERT_(check) \
  if (check) {                       \
  } else                             \
    continue
#define MICRO_TEST_V1_EXPECT_(check) \
  do {                               \
    (void)(check);                   \
  } while (false)

#define MICRO_TEST_V1_TRUE_(x) MICRO_TEST_V1_CHECK_(static_cast<bool>(x), #x " was not true")
#define MICRO_TEST_V1_FALSE_(x) MICRO_TEST_V1_CHECK_(!static_cast<bool>(x), #x " was not false")
#define MICRO_TEST_V1_EQ_(x, y) micro_test::CheckEqual((x), (y), #x " == " #y, __FILE__, __LINE__)
#define MICRO_TEST_V1_NE_(x, y) MICRO_TEST_V1_CHECK_(!micro_test::compare::Same((x), (y)), #x " != " #y)
#define MICRO_TEST_V1_GT_(x, y) MICRO_TEST_V1_CHECK_(micro_test::compare::Less((y), (x)), #x " > " #y)
#define MICRO_TEST_V1_LT_(x, y) MICRO_TEST_V1_CHECK_(micro_test::compare::Less((x), (y)), #x " < " #y)
#define MICRO_TEST_V1_GE_(x, y) MICRO_TEST_V1_CHECK_(micro_test::compare::LessOrEqual((y), (x)), #x " >= " #y)
#define MICRO_TEST_V1_LE_(x, y) MICRO_TEST_V1_CHECK_(micro_test::compare::LessOrEqual((x), (y)), #x " <= " #y)

#define TF_LITE_MICRO_EXPECT(x) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_CHECK_(static_cast<bool>(x), #x))
#define TF_LITE_MICRO_EXPECT_TRUE(x) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_TRUE_(x))
#define TF_LITE_MICRO_EXPECT_FALSE(x) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_FALSE_(x))
#define TF_LITE_MICRO_EXPECT_EQ(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_EQ_(x, y))
#define TF_LITE_MICRO_EXPECT_NE(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_NE_(x, y))
#define TF_LITE_MICRO_EXPECT_GT(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_GT_(x, y))
#define TF_LITE_MICRO_EXPECT_LT(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_LT_(x, y))
#define TF_LITE_MICRO_EXPECT_GE(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_GE_(x, y))
#define TF_LITE_MICRO_EXPECT_LE(x, y) MICRO_TEST_V1_EXPECT_(MICRO_TEST_V1_LE_(x, y))
#define TF_LITE_MICRO_EXPECT_NEAR(x, y, epsilon) \
  MICRO_TEST_V1_EXPECT_(micro_test::CheckNear((x), (y), (epsilon), #x, #y, __FILE__, __LINE__))
#define TF_LITE_MICRO_ARRAY_ELEMENT_EXPECT_NEAR(arr1, idx1, arr2, idx2, epsilon)                        \
  micro_test::CheckElementNear((arr1)[(idx1)], static_cast<int>(idx1), (arr2)[(idx2)],                  \
                               static_cast<int>(idx2), (epsilon), #arr1, #arr2, __FILE__, __LINE__)
#define TF_LITE_MICRO_EXPECT_STRING_EQ(string1, string2) micro_test::CheckStrings((string1), (string2))

#define TF_LITE_MICRO_ASSERT(x) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_CHECK_(static_cast<bool>(x), #x))
#define TF_LITE_MICRO_ASSERT_TRUE(x) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_TRUE_(x))
#define TF_LITE_MICRO_ASSERT_FALSE(x) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_FALSE_(x))
#define TF_LITE_MICRO_ASSERT_EQ(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_EQ_(x, y))
#define TF_LITE_MICRO_ASSERT_NE(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_NE_(x, y))
#define TF_LITE_MICRO_ASSERT_GT(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_GT_(x, y))
#define TF_LITE_MICRO_ASSERT_LT(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_LT_(x, y))
#define TF_LITE_MICRO_ASSERT_GE(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_GE_(x, y))
#define TF_LITE_MICRO_ASSERT_LE(x, y) MICRO_TEST_V1_ASSERT_(MICRO_TEST_V1_LE_(x, y))

#define TF_LITE_MICRO_FAIL(msg) micro_test::Fail(msg)

// Leaves a helper function that returns TfLiteStatus once something has failed.
#define TF_LITE_MICRO_CHECK_FAIL()                       \
  do {                                                   \
    if (micro_test::did_test_fail) return kTfLiteError;  \
  } while (false)

#endif  // MICRO_TESTS_FRAMEWORK_MICRO_TEST_H_
