// Every check of the v1 dialect, held.
#include "micro_tests/framework/micro_test.h"

namespace {

enum class Colour : int8_t { kRed = 1, kBlue = 2 };

TfLiteStatus CheckSum(int a, int b, int sum) {
  TF_LITE_MICRO_EXPECT_EQ(a + b, sum);
  TF_LITE_MICRO_CHECK_FAIL();
  return kTfLiteOk;
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(Integers) {
  const size_t size = 3;
  const int8_t small = -128;
  TF_LITE_MICRO_EXPECT(size == 3);
  TF_LITE_MICRO_EXPECT_EQ(size, 3);
  TF_LITE_MICRO_EXPECT_EQ(static_cast<int8_t>(-128), small);
  TF_LITE_MICRO_EXPECT_NE(small, 127);
  TF_LITE_MICRO_EXPECT_GT(size, 2u);
  TF_LITE_MICRO_EXPECT_LT(small, 0);
  TF_LITE_MICRO_EXPECT_GE(size, 3u);
  TF_LITE_MICRO_EXPECT_LE(small, -128);
  TF_LITE_MICRO_EXPECT_TRUE(size != 0);
  TF_LITE_MICRO_EXPECT_FALSE(size == 0);
}

TF_LITE_MICRO_TEST(Floats) {
  const float golden[] = {0.5f, -2.5f};
  const float got[] = {0.5f, -2.4f};
  TF_LITE_MICRO_EXPECT_EQ(golden[0], got[0]);
  TF_LITE_MICRO_EXPECT_NEAR(golden[1], got[1], 0.11f);
  TF_LITE_MICRO_ARRAY_ELEMENT_EXPECT_NEAR(golden, 1, got, 1, 0.11f);
  TF_LITE_MICRO_EXPECT_NEAR(1.0f / 3.0f * 3.0f, 1.0f, 1e-6f);
}

TF_LITE_MICRO_TEST(Others) {
  const char* text = "abc";
  TF_LITE_MICRO_EXPECT_STRING_EQ(text, "abc");
  TF_LITE_MICRO_EXPECT_EQ(text, text);
  TF_LITE_MICRO_EXPECT_NE(text, nullptr);
  TF_LITE_MICRO_EXPECT_EQ(Colour::kRed, Colour::kRed);
  TF_LITE_MICRO_EXPECT_EQ(kTfLiteOk, CheckSum(2, 2, 4));
}

TF_LITE_MICRO_TEST(Asserts) {
  const int four = 4;
  TF_LITE_MICRO_ASSERT(four == 4);
  TF_LITE_MICRO_ASSERT_EQ(four, 4);
  TF_LITE_MICRO_ASSERT_NE(four, 5);
  TF_LITE_MICRO_ASSERT_GT(four, 3);
  TF_LITE_MICRO_ASSERT_LT(four, 5);
  TF_LITE_MICRO_ASSERT_GE(four, 4);
  TF_LITE_MICRO_ASSERT_LE(four, 4);
  TF_LITE_MICRO_ASSERT_TRUE(four);
  TF_LITE_MICRO_ASSERT_FALSE(four == 5);
}

TF_LITE_MICRO_TESTS_END
