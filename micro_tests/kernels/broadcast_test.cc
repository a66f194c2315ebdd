// Shapes and pairing of broadcast operands.
#include "micro_tests/kernels/broadcast.h"

#include "micro_tests/framework/micro_test_v2.h"

namespace {

struct Pair {
  int8_t a;
  int8_t b;
};

}  // namespace

TEST(ShapeTest, CountsAndOffsets) {
  const nn::Shape shape = {2, 3, 4, 5};
  EXPECT_EQ(120, shape.count());
  EXPECT_EQ(0, shape.offset(0, 0, 0, 0));
  EXPECT_EQ(119, shape.offset(1, 2, 3, 4));
  EXPECT_EQ(66, shape.offset(1, 0, 1, 1));
}

TEST(ShapeTest, OffsetsAreDense) {
  const nn::Shape shape = {2, 2, 3, 2};
  int32_t expected = 0;
  for (int32_t n = 0; n < 2; ++n) {
    for (int32_t y = 0; y < 2; ++y) {
      for (int32_t x = 0; x < 3; ++x) {
        for (int32_t c = 0; c < 2; ++c) EXPECT_EQ(expected++, shape.offset(n, y, x, c));
      }
    }
  }
}

TEST(BroadcastTest, SizesOfOneStretch) {
  const nn::Shape expected = {2, 3, 4, 5};
  EXPECT_TRUE(nn::BroadcastShape({2, 1, 4, 1}, {1, 3, 1, 5}) == expected);
  EXPECT_TRUE(nn::BroadcastShape({1, 1, 1, 1}, expected) == expected);
  EXPECT_TRUE(nn::BroadcastShape(expected, expected) == expected);
}

TEST(BroadcastTest, SizesThatDifferGiveZero) {
  EXPECT_EQ(0, nn::BroadcastShape({1, 2, 1, 1}, {1, 3, 1, 1}).height);
  EXPECT_EQ(0, nn::BroadcastShape({1, 2, 1, 1}, {1, 3, 1, 1}).count());
}

TEST(BroadcastTest, OffsetIgnoresStretchedAxes) {
  EXPECT_EQ(0, nn::BroadcastOffset({1, 1, 1, 1}, 1, 2, 3, 4));
  EXPECT_EQ(4, nn::BroadcastOffset({1, 1, 1, 5}, 1, 2, 3, 4));
  EXPECT_EQ(2, nn::BroadcastOffset({1, 3, 1, 1}, 1, 2, 3, 4));
}

TEST(BroadcastTest, PairsEveryElementWithEveryOther) {
  const int8_t column[] = {1, 2};
  const int8_t row[] = {10, 20, 30};
  Pair pairs[6] = {};
  int32_t count = 0;
  int8_t sums[6] = {};
  nn::ForEachPair(nn::Shape{1, 2, 1, 1}, column, nn::Shape{1, 1, 3, 1}, row, sums, [&](int8_t a, int8_t b) {
    pairs[count++] = {a, b};
    return static_cast<int8_t>(a + b);
  });
  ASSERT_EQ(6, count);
  EXPECT_EQ(2, pairs[3].a);
  EXPECT_EQ(10, pairs[3].b);
  const int8_t expected[] = {11, 21, 31, 12, 22, 32};
  for (int32_t i = 0; i < 6; ++i) EXPECT_EQ(expected[i], sums[i]);
}

TEST(RangeTest, ClampKeepsBothEnds) {
  const nn::Range<int32_t> range = {-3, 4};
  EXPECT_EQ(-3, range.clamp(-4));
  EXPECT_EQ(-3, range.clamp(-3));
  EXPECT_EQ(0, range.clamp(0));
  EXPECT_EQ(4, range.clamp(4));
  EXPECT_EQ(4, range.clamp(5));
}

TF_LITE_MICRO_TESTS_MAIN
