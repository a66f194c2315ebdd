// A v1 case that the binary declares and that a condition leaves out.
#include "micro_tests/framework/micro_test.h"

namespace {
volatile bool left_out = true;
}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(Runs) { TF_LITE_MICRO_EXPECT_EQ(1, 1); }
if (!left_out) {
  TF_LITE_MICRO_TEST(Forgotten) { TF_LITE_MICRO_EXPECT_EQ(1, 1); }
}

TF_LITE_MICRO_TESTS_END
