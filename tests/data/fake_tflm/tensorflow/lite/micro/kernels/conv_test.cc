#include "tensorflow/lite/micro/testing/micro_test_v2.h"

// GCC makes a conditional conversion of this, which some assemblers refuse for cores with Helium.
__attribute__((noinline)) void Scale(const int* steps, float* values, int count) {
  for (int i = 0; i < count; ++i) {
    float x = values[i];
    if (steps[i] != 7) x = static_cast<float>(steps[i]);
    values[i] = x * 3;
  }
}

TEST(ConvTest, OneByOne) {
#ifdef ACCELERATOR
  MicroPrintf("accelerated\n");
#endif
  EXPECT_TRUE(3 * 4 == 12);
}
TEST(ConvTest, Scaled) {
  const int steps[] = {7, 2};
  float values[] = {0.5f, 0.5f};
  Scale(steps, values, 2);
  EXPECT_TRUE(values[0] == 1.5f);
  EXPECT_TRUE(values[1] == 6.0f);
}

TF_LITE_MICRO_TESTS_MAIN
