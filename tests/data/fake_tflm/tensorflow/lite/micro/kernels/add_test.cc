#include "tensorflow/lite/micro/kernels/add.h"
#include "tensorflow/lite/micro/testing/micro_test_v2.h"

TEST(AddTest, Whole) { EXPECT_TRUE(kernels::Add(2, 3) == 5); }
TEST(AddTest, Negative) { EXPECT_TRUE(kernels::Add(2, -3) == -1); }

TF_LITE_MICRO_TESTS_MAIN
