// Every kind of v1 failure.
#include "micro_tests/framework/micro_test.h"

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(Passes) { TF_LITE_MICRO_EXPECT_EQ(4, 4); }

TF_LITE_MICRO_TEST(Integers) {
  const int out = 3;
  TF_LITE_MICRO_EXPECT(out == 9);
  TF_LITE_MICRO_EXPECT_EQ(out, 4);
  TF_LITE_MICRO_EXPECT_NE(out, 3);
  TF_LITE_MICRO_EXPECT_GT(out, 3);
  TF_LITE_MICRO_EXPECT_TRUE(out == 5);
  TF_LITE_MICRO_EXPECT_FALSE(out == 3);
}

TF_LITE_MICRO_TEST(Floats) {
  const float golden[] = {0.1f, -2.5f};
  const float got[] = {0.2f, -2.4f};
  const float nan = __builtin_nanf("");
  TF_LITE_MICRO_EXPECT_EQ(golden[0], got[0]);
  TF_LITE_MICRO_EXPECT_NEAR(golden[1], got[1], 1e-5f);
  TF_LITE_MICRO_ARRAY_ELEMENT_EXPECT_NEAR(golden, 1, got, 1, 1e-5f);
  TF_LITE_MICRO_EXPECT_NEAR(nan, 0.0f, 1e-5f);
}

TF_LITE_MICRO_TEST(AssertStops) {
  const int out = 3;
  TF_LITE_MICRO_ASSERT_EQ(out, 4);
  TF_LITE_MICRO_FAIL("an assertion that does not stop the case");
}

TF_LITE_MICRO_TEST(Texts) {
  TF_LITE_MICRO_EXPECT_STRING_EQ("abc", "abd");
  TF_LITE_MICRO_EXPECT_STRING_EQ("abc", "abcd");
  TF_LITE_MICRO_FAIL("by hand");
}

TF_LITE_MICRO_TEST(PassesAfterwards) { TF_LITE_MICRO_EXPECT_EQ(4, 4); }

TF_LITE_MICRO_TESTS_END
