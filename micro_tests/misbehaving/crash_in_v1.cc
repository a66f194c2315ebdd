// A crash in the second of four v1 cases: the others must be reported, too.
#include "micro_tests/framework/micro_test.h"

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(First) { TF_LITE_MICRO_EXPECT_EQ(1, 1); }
TF_LITE_MICRO_TEST(Second) {
  volatile bool crash = true;
  if (crash) __builtin_trap();
}
TF_LITE_MICRO_TEST(Third) { TF_LITE_MICRO_EXPECT_EQ(1, 1); }
TF_LITE_MICRO_TEST(Fourth) { TF_LITE_MICRO_EXPECT_EQ(1, 1); }

TF_LITE_MICRO_TESTS_END
