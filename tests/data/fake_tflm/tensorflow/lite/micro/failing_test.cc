#include "tensorflow/lite/micro/testing/micro_test_v2.h"

TEST(FailingTest, Fine) { EXPECT_TRUE(1 == 1); }
TEST(FailingTest, Wrong) { EXPECT_TRUE(1 == 2); }

TF_LITE_MICRO_TESTS_MAIN
