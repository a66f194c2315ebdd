// Every check of the v2 dialect, held.
#include "micro_tests/framework/micro_test_v2.h"

namespace {

enum class Colour : int8_t { kRed = 1, kBlue = 2 };

struct Pair {
  int a, b;
  bool operator==(const Pair& other) const { return a == other.a && b == other.b; }
};

void CheckPositive(int value) { ASSERT_GT(value, 0); }

}  // namespace

TEST(SmokeV2, Expect) {
  const size_t size = 3;
  const int8_t small = -128;
  EXPECT_TRUE(size == 3);
  EXPECT_FALSE(size == 4);
  EXPECT_EQ(size, 3);
  EXPECT_EQ(small, static_cast<int8_t>(-128));
  EXPECT_EQ(Colour::kBlue, Colour::kBlue);
  EXPECT_EQ((Pair{1, 2}), (Pair{1, 2}));
  EXPECT_NE(small, 127);
  EXPECT_NE(&size, nullptr);
  EXPECT_GT(size, 2u);
  EXPECT_LT(small, 0);
  EXPECT_GE(size, 3u);
  EXPECT_LE(small, -128);
  EXPECT_STREQ("abc", "abc");
  EXPECT_STRNE("abc", "ab");
  EXPECT_NEAR(-2.5f, -2.4f, 0.11f);
  EXPECT_FLOAT_EQ(1.0f / 3.0f * 3.0f, 1.0f);
  EXPECT_NO_FATAL_FAILURE(CheckPositive(1));
}

TEST(SmokeV2, Assert) {
  const int four = 4;
  ASSERT_TRUE(four == 4);
  ASSERT_FALSE(four == 5);
  ASSERT_EQ(four, 4);
  ASSERT_NE(four, 5);
  ASSERT_GT(four, 3);
  ASSERT_LT(four, 5);
  ASSERT_GE(four, 4);
  ASSERT_LE(four, 4);
  ASSERT_STREQ("abc", "abc");
  ASSERT_STRNE("abc", "abd");
  ASSERT_NEAR(1.0, 1.05, 0.1);
  ASSERT_FLOAT_EQ(0.1f + 0.2f, 0.3f);
  ASSERT_NO_FATAL_FAILURE(CheckPositive(2));
  EXPECT_FALSE(HasFailure());
}

// Each case of a fixture starts from SetUp, whatever the case before did.
class SmokeFixture : public testing::Test {
 public:
  void SetUp() override { value_ = 7; }
  void TearDown() override { value_ = 0; }

 protected:
  int value_ = 1;
};

TEST_F(SmokeFixture, FirstChange) { EXPECT_EQ(value_++, 7); }
TEST_F(SmokeFixture, SecondChange) { EXPECT_EQ(value_++, 7); }

TF_LITE_MICRO_TESTS_MAIN
