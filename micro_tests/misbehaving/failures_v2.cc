// Every kind of v2 failure.
#include "micro_tests/framework/micro_test_v2.h"

namespace {

void NeedsPositive(int value) { ASSERT_GT(value, 0); }

}  // namespace

TEST(Failures, Passes) { EXPECT_EQ(4, 4); }

TEST(Failures, Integers) {
  const int out = 3;
  EXPECT_EQ(out, 4);
  EXPECT_NE(out, 3);
  EXPECT_GT(out, 3);
  EXPECT_TRUE(out == 5);
  EXPECT_FALSE(out == 3);
}

TEST(Failures, Floats) {
  EXPECT_NEAR(-2.5f, -2.4f, 1e-5f);
  EXPECT_FLOAT_EQ(0.1f, 0.2f);
  EXPECT_NEAR(__builtin_nanf(""), 0.0f, 1e-5f);
}

TEST(Failures, AssertStops) {
  const int8_t small = -128;
  ASSERT_EQ(small, static_cast<int8_t>(127));
  ADD_FAILURE("an assertion that does not stop the case");
}

TEST(Failures, Texts) {
  EXPECT_STREQ("abc", "abd");
  EXPECT_NO_FATAL_FAILURE(NeedsPositive(-1));
  ADD_FAILURE("by hand");
  FAIL("fatal by hand");
}

class FailingFixture : public testing::Test {
 protected:
  int value_ = 7;
};

TEST_F(FailingFixture, SeesTheFixture) { EXPECT_EQ(value_, 8); }

TEST(Failures, PassesAfterwards) { EXPECT_EQ(4, 4); }

TF_LITE_MICRO_TESTS_MAIN
