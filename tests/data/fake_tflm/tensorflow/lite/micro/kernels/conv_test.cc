#include "tensorflow/lite/micro/testing/micro_test_v2.h"

TEST(ConvTest, OneByOne) {
#ifdef ACCELERATOR
  MicroPrintf("accelerated\n");
#endif
  EXPECT_TRUE(3 * 4 == 12);
}

TF_LITE_MICRO_TESTS_MAIN
