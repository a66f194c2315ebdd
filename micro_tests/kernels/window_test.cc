// Output sizes, paddings and positions of windows, against TensorFlow's definition of SAME and VALID.
#include "micro_tests/kernels/window.h"

#include "micro_tests/framework/micro_test.h"

namespace {

constexpr nn::Padding kSame = nn::Padding::kSame;
constexpr nn::Padding kValid = nn::Padding::kValid;

// How many positions a window of kValid has, found by trying them all.
int32_t CountedPositions(int32_t input, int32_t window, int32_t stride, int32_t dilation) {
  int32_t count = 0;
  for (int32_t start = 0; start + (window - 1) * dilation < input; start += stride) ++count;
  return count;
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(ValidKeepsInside) {
  TF_LITE_MICRO_EXPECT_EQ(3, nn::OutputSize(5, 3, 1, 1, kValid));
  TF_LITE_MICRO_EXPECT_EQ(2, nn::OutputSize(5, 3, 2, 1, kValid));
  TF_LITE_MICRO_EXPECT_EQ(1, nn::OutputSize(5, 3, 3, 1, kValid));
  TF_LITE_MICRO_EXPECT_EQ(1, nn::OutputSize(5, 5, 1, 1, kValid));
}

TF_LITE_MICRO_TEST(ValidWindowLargerThanInputHasNoOutput) {
  TF_LITE_MICRO_EXPECT_EQ(0, nn::OutputSize(2, 3, 1, 1, kValid));
  TF_LITE_MICRO_EXPECT_EQ(0, nn::OutputSize(4, 3, 1, 2, kValid));
}

TF_LITE_MICRO_TEST(ValidAgreesWithCounting) {
  for (int32_t input = 1; input <= 9; ++input) {
    for (int32_t window = 1; window <= 4; ++window) {
      for (int32_t stride = 1; stride <= 3; ++stride) {
        for (int32_t dilation = 1; dilation <= 3; ++dilation) {
          TF_LITE_MICRO_EXPECT_EQ(CountedPositions(input, window, stride, dilation),
                                  nn::OutputSize(input, window, stride, dilation, kValid));
        }
      }
    }
  }
}

TF_LITE_MICRO_TEST(SameDependsOnStrideAlone) {
  TF_LITE_MICRO_EXPECT_EQ(5, nn::OutputSize(5, 3, 1, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(3, nn::OutputSize(5, 3, 2, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(3, nn::OutputSize(5, 7, 2, 3, kSame));
  TF_LITE_MICRO_EXPECT_EQ(2, nn::OutputSize(4, 3, 2, 1, kSame));
}

TF_LITE_MICRO_TEST(ValidHasNoPadding) {
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(5, 3, 1, 1, kValid));
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(5, 3, 2, 2, kValid));
}

TF_LITE_MICRO_TEST(SamePaddingIsSplitEvenly) {
  TF_LITE_MICRO_EXPECT_EQ(1, nn::PaddingBefore(5, 3, 1, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(2, nn::PaddingBefore(5, 5, 1, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(1, nn::PaddingBefore(5, 3, 2, 1, kSame));
}

TF_LITE_MICRO_TEST(OddPaddingGoesAfter) {
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(5, 2, 1, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(1, nn::PaddingBefore(5, 4, 1, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(4, 3, 2, 1, kSame));
}

TF_LITE_MICRO_TEST(DilationWidensPadding) {
  TF_LITE_MICRO_EXPECT_EQ(2, nn::PaddingBefore(5, 3, 1, 2, kSame));
  TF_LITE_MICRO_EXPECT_EQ(3, nn::PaddingBefore(9, 3, 1, 3, kSame));
}

TF_LITE_MICRO_TEST(StrideLargerThanWindowNeedsNoPadding) {
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(6, 1, 3, 1, kSame));
  TF_LITE_MICRO_EXPECT_EQ(0, nn::PaddingBefore(7, 2, 4, 1, kSame));
}

TF_LITE_MICRO_TEST(OutputShapeTreatsAxesApart) {
  const nn::Window window = {3, 2, 1, 2, 1, 1, kValid};
  const nn::Shape expected = {2, 4, 4, 7};
  TF_LITE_MICRO_EXPECT_TRUE(nn::OutputShape(window, {2, 6, 8, 3}, 7) == expected);
}

TF_LITE_MICRO_TEST(OriginStartsInThePadding) {
  const nn::Window window = {3, 3, 2, 1, 1, 1, kSame};
  const nn::Origin first = nn::OriginAt(window, {1, 5, 5, 1}, 0, 0);
  TF_LITE_MICRO_EXPECT_EQ(-1, first.y);
  TF_LITE_MICRO_EXPECT_EQ(-1, first.x);
  const nn::Origin later = nn::OriginAt(window, {1, 5, 5, 1}, 2, 3);
  TF_LITE_MICRO_EXPECT_EQ(3, later.y);
  TF_LITE_MICRO_EXPECT_EQ(2, later.x);
}

TF_LITE_MICRO_TESTS_END
