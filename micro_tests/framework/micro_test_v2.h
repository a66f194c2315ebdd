// Tests in the v2 dialect (gtest style), source compatible with TFLM's micro_test_v2.h:
//
//   TEST(AddTest, Float) { EXPECT_EQ(4, Add(1, 3)); }
//   TF_LITE_MICRO_TESTS_MAIN
//
// Tests register themselves in static constructors; each leaves one `<suite>_<name>_Info` object in the
// binary, from which the harness knows the cases before the run. EXPECT_NEAR fails on NaN (TFLM's does not).
#ifndef MICRO_TESTS_FRAMEWORK_MICRO_TEST_V2_H_
#define MICRO_TESTS_FRAMEWORK_MICRO_TEST_V2_H_

#include <limits>
#include <type_traits>

#include "micro_tests/framework/compare.h"
#include "micro_tests/framework/micro_log.h"
#include "micro_tests/framework/print_value.h"
#include "micro_tests/framework/runner.h"
#include "micro_tests/framework/status.h"
#include "micro_tests/support/support.h"

namespace tflite {
inline void InitializeTest() { InitializeTarget(); }
}  // namespace tflite

namespace micro_test {

inline bool HasFatalFailure() { return internal::state.fatal; }
inline bool HasNonfatalFailure() { return internal::state.nonfatal; }
inline bool HasFailure() { return HasFatalFailure() || HasNonfatalFailure(); }
inline TfLiteStatus RunAllTests() { return internal::RunAll() ? kTfLiteOk : kTfLiteError; }

namespace internal {

// Where a check stands and what is written there.
struct Place {
  const char* file;
  int line;
  bool fatal;
};

template <typename A, typename B>
bool ReportComparison(const Place& place, const char* expression, const char* op, A a, B b) {
  BeginFailure(place.file, place.line, place.fatal);
  DebugPrintf("  Expression:  %s\n  Evaluated:   ", expression);
  PrintValue(a);
  DebugPrintf(" %s ", op);
  PrintValue(b);
  DebugPrintf("\n");
  return false;
}

inline bool CheckBool(const Place& place, const char* expression, bool value, bool expected) {
  return value == expected || ReportComparison(place, expression, "==", value, expected);
}

#define MICRO_TEST_V2_DEFINE_CHECK_(name, op, holds)                                   \
  template <typename A, typename B>                                                    \
  bool name(const Place& place, const char* expression, A a, B b) {                    \
    return (holds) || ReportComparison(place, expression, op, a, b);                   \
  }
MICRO_TEST_V2_DEFINE_CHECK_(CheckEq, "==", compare::Exact(a, b))
MICRO_TEST_V2_DEFINE_CHECK_(CheckNe, "!=", !compare::Exact(a, b))
MICRO_TEST_V2_DEFINE_CHECK_(CheckGt, ">", compare::Less(b, a))
MICRO_TEST_V2_DEFINE_CHECK_(CheckLt, "<", compare::Less(a, b))
MICRO_TEST_V2_DEFINE_CHECK_(CheckGe, ">=", compare::LessOrEqual(b, a))
MICRO_TEST_V2_DEFINE_CHECK_(CheckLe, "<=", compare::LessOrEqual(a, b))
MICRO_TEST_V2_DEFINE_CHECK_(CheckStrEq, "==", compare::SameText(a, b))
MICRO_TEST_V2_DEFINE_CHECK_(CheckStrNe, "!=", !compare::SameText(a, b))
#undef MICRO_TEST_V2_DEFINE_CHECK_

template <typename A, typename B, typename E>
bool CheckNear(const Place& place, const char* expression, A a, B b, E epsilon) {
  if (compare::Near(a, b, epsilon)) return true;
  BeginFailure(place.file, place.line, place.fatal);
  DebugPrintf("  Expression: %s\n  Evaluated:  ", expression);
  PrintValue(compare::Distance(a, b));
  DebugPrintf(" <= ");
  PrintValue(epsilon);
  DebugPrintf("\n");
  return false;
}

inline void Fail(const Place& place, const char* message) {
  BeginFailure(place.file, place.line, place.fatal);
  DebugPrintf("Failed: %s\n", message);
}

}  // namespace internal
}  // namespace micro_test

namespace testing {

// Base of fixtures. The cases of a fixture each get a fresh object.
class Test {
 public:
  virtual ~Test() = default;
  virtual void SetUp() {}
  virtual void TearDown() {}

  static bool HasFatalFailure() { return micro_test::HasFatalFailure(); }
  static bool HasNonfatalFailure() { return micro_test::HasNonfatalFailure(); }
  static bool HasFailure() { return micro_test::HasFailure(); }
};

}  // namespace testing

inline bool HasFatalFailure() { return micro_test::HasFatalFailure(); }
inline bool HasNonfatalFailure() { return micro_test::HasNonfatalFailure(); }
inline bool HasFailure() { return micro_test::HasFailure(); }

#define MICRO_TEST_V2_REGISTER_(suite, name, function)                                             \
  static micro_test::internal::TestInfo suite##_##name##_Info = {#suite, #name, function, nullptr, \
                                                                 nullptr};                         \
  static const micro_test::internal::Registrar suite##_##name##_Reg(&suite##_##name##_Info)

#define TEST(suite, name)                                      \
  void suite##_##name##_Test();                                \
  MICRO_TEST_V2_REGISTER_(suite, name, suite##_##name##_Test); \
  void suite##_##name##_Test()

#define TEST_F(fixture, name)                                                                      \
  static_assert(std::is_base_of_v<testing::Test, fixture>, "a fixture inherits from testing::Test"); \
  class fixture##_##name final : public fixture {                                                  \
   public:                                                                                         \
    void TestBody();                                                                               \
  };                                                                                               \
  static void fixture##_##name##_Run() {                                                           \
    fixture##_##name test;                                                                         \
    test.SetUp();                                                                                  \
    if (!micro_test::HasFatalFailure()) test.TestBody();                                           \
    test.TearDown();                                                                               \
  }                                                                                                \
  MICRO_TEST_V2_REGISTER_(fixture, name, fixture##_##name##_Run);                                  \
  void fixture##_##name::TestBody()

#define MICRO_TEST_V2_PLACE_(fatal) \
  micro_test::internal::Place { __FILE__, __LINE__, fatal }
#define MICRO_TEST_V2_EXPECT_(check) \
  do {                               \
    (void)(check);                   \
  } while (false)
#define MICRO_TEST_V2_ASSERT_(check) \
  do {                               \
    if (!(check)) return;            \
  } while (false)
#define MICRO_TEST_V2_BOOL_(fatal, x, expected)                                                            \
  micro_test::internal::CheckBool(MICRO_TEST_V2_PLACE_(fatal), #x " == " #expected, static_cast<bool>(x), \
                                  expected)
#define MICRO_TEST_V2_OP_(fatal, check, a, op, b) \
  micro_test::internal::check(MICRO_TEST_V2_PLACE_(fatal), #a " " op " " #b, (a), (b))
#define MICRO_TEST_V2_NEAR_(fatal, a, b, epsilon)                                                          \
  micro_test::internal::CheckNear(MICRO_TEST_V2_PLACE_(fatal), "|" #a " - " #b "| <= " #epsilon, (a), (b), \
                                  (epsilon))

#define EXPECT_TRUE(x) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_BOOL_(false, x, true))
#define EXPECT_FALSE(x) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_BOOL_(false, x, false))
#define EXPECT_EQ(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckEq, a, "==", b))
#define EXPECT_NE(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckNe, a, "!=", b))
#define EXPECT_GT(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckGt, a, ">", b))
#define EXPECT_LT(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckLt, a, "<", b))
#define EXPECT_GE(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckGe, a, ">=", b))
#define EXPECT_LE(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckLe, a, "<=", b))
#define EXPECT_STREQ(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckStrEq, a, "==", b))
#define EXPECT_STRNE(a, b) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_OP_(false, CheckStrNe, a, "!=", b))
#define EXPECT_NEAR(a, b, epsilon) MICRO_TEST_V2_EXPECT_(MICRO_TEST_V2_NEAR_(false, a, b, epsilon))
#define EXPECT_FLOAT_EQ(a, b) EXPECT_NEAR(a, b, 4 * std::numeric_limits<float>::epsilon())

#define ASSERT_TRUE(x) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_BOOL_(true, x, true))
#define ASSERT_FALSE(x) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_BOOL_(true, x, false))
#define ASSERT_EQ(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckEq, a, "==", b))
#define ASSERT_NE(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckNe, a, "!=", b))
#define ASSERT_GT(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckGt, a, ">", b))
#define ASSERT_LT(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckLt, a, "<", b))
#define ASSERT_GE(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckGe, a, ">=", b))
#define ASSERT_LE(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckLe, a, "<=", b))
#define ASSERT_STREQ(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckStrEq, a, "==", b))
#define ASSERT_STRNE(a, b) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_OP_(true, CheckStrNe, a, "!=", b))
#define ASSERT_NEAR(a, b, epsilon) MICRO_TEST_V2_ASSERT_(MICRO_TEST_V2_NEAR_(true, a, b, epsilon))
#define ASSERT_FLOAT_EQ(a, b) ASSERT_NEAR(a, b, 4 * std::numeric_limits<float>::epsilon())

#define ADD_FAILURE(msg) micro_test::internal::Fail(MICRO_TEST_V2_PLACE_(false), msg)
#define FAIL(msg)                                                     \
  do {                                                                \
    micro_test::internal::Fail(MICRO_TEST_V2_PLACE_(true), msg);      \
    return;                                                           \
  } while (false)

#define MICRO_TEST_V2_NO_FATAL_(statement, on_failure)                                \
  do {                                                                                \
    const bool micro_test_fatal_before = micro_test::HasFatalFailure();               \
    statement;                                                                        \
    if (!micro_test_fatal_before && micro_test::HasFatalFailure()) {                  \
      on_failure("Expected no fatal failure, but one occurred.");                     \
    }                                                                                 \
  } while (false)
#define EXPECT_NO_FATAL_FAILURE(statement) MICRO_TEST_V2_NO_FATAL_(statement, ADD_FAILURE)
#define ASSERT_NO_FATAL_FAILURE(statement) MICRO_TEST_V2_NO_FATAL_(statement, FAIL)

#define RUN_ALL_TESTS() micro_test::RunAllTests()

#define TF_LITE_MICRO_TESTS_MAIN                                      \
  int main([[maybe_unused]] int argc, [[maybe_unused]] char** argv) { \
    tflite::InitializeTest();                                         \
    return RUN_ALL_TESTS();                                           \
  }

#endif  // MICRO_TESTS_FRAMEWORK_MICRO_TEST_V2_H_
