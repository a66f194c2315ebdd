// The integer arithmetic below all int8 kernels, against its definition.
#include "micro_tests/kernels/quantization.h"

#include <cmath>
#include <limits>

#include "micro_tests/framework/micro_test_v2.h"

namespace {

constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax = std::numeric_limits<int32_t>::max();

void ExpectMultiplier(double factor, int32_t value, int32_t shift) {
  const nn::Multiplier multiplier = nn::QuantizeMultiplier(factor);
  EXPECT_EQ(value, multiplier.value);
  EXPECT_EQ(shift, multiplier.shift);
}

int32_t Multiply(int32_t x, double factor) {
  return nn::MultiplyByQuantizedMultiplier(x, nn::QuantizeMultiplier(factor));
}

void ExpectRange(nn::Activation activation, const nn::Quantization& output, int32_t min, int32_t max) {
  const nn::Range<int32_t> range = nn::ActivationRange(activation, output);
  EXPECT_EQ(min, range.min);
  EXPECT_EQ(max, range.max);
}

}  // namespace

TEST(QuantizeMultiplierTest, PowersOfTwo) {
  ExpectMultiplier(0.5, 1 << 30, 0);
  ExpectMultiplier(1.0, 1 << 30, 1);
  ExpectMultiplier(0.25, 1 << 30, -1);
  ExpectMultiplier(1024.0, 1 << 30, 11);
}

TEST(QuantizeMultiplierTest, Zero) { ExpectMultiplier(0.0, 0, 0); }

TEST(QuantizeMultiplierTest, MantissaIsRounded) {
  ExpectMultiplier(1.0 / 3.0, 1431655765, -1);  // 2/3 * 2^31 = 1431655765.33
  ExpectMultiplier(2.0 / 3.0, 1431655765, 0);
  ExpectMultiplier(0.1, 1717986918, -3);  // 0.8 * 2^31 = 1717986918.4
}

TEST(QuantizeMultiplierTest, MantissaRoundedUpToOneCarries) {
  ExpectMultiplier(std::nextafter(1.0, 0.0), 1 << 30, 1);
  ExpectMultiplier(std::nextafter(0.5, 0.0), 1 << 30, 0);
}

TEST(QuantizeMultiplierTest, TooSmallBecomesZero) {
  ExpectMultiplier(std::ldexp(0.5, -31), 1 << 30, -31);
  ExpectMultiplier(std::ldexp(0.5, -32), 0, 0);
}

TEST(QuantizeMultiplierTest, TooLargeSaturates) {
  ExpectMultiplier(std::ldexp(0.5, 30), 1 << 30, 30);
  ExpectMultiplier(std::ldexp(0.5, 31), kMax, 30);
}

TEST(HighMulTest, ProductsOfHalves) {
  EXPECT_EQ(1 << 29, nn::SaturatingRoundingDoublingHighMul(1 << 30, 1 << 30));
  EXPECT_EQ(-(1 << 29), nn::SaturatingRoundingDoublingHighMul(-(1 << 30), 1 << 30));
  EXPECT_EQ(0, nn::SaturatingRoundingDoublingHighMul(0, kMax));
}

TEST(HighMulTest, TheOneOverflowSaturates) {
  EXPECT_EQ(kMax, nn::SaturatingRoundingDoublingHighMul(kMin, kMin));
  EXPECT_EQ(kMin + 1, nn::SaturatingRoundingDoublingHighMul(kMin, kMax));
  EXPECT_EQ(kMax - 1, nn::SaturatingRoundingDoublingHighMul(kMax, kMax));
}

TEST(HighMulTest, PositiveTiesGoUpNegativeTiesGoUp) {
  // 1 * 2^30 / 2^31 is 0.5, which gives 1; -0.5 gives 0, since the nudge is 1 - 2^30 and truncation follows.
  EXPECT_EQ(1, nn::SaturatingRoundingDoublingHighMul(1, 1 << 30));
  EXPECT_EQ(0, nn::SaturatingRoundingDoublingHighMul(-1, 1 << 30));
  EXPECT_EQ(-1, nn::SaturatingRoundingDoublingHighMul(-1, (1 << 30) + 1));
}

TEST(DivideByPotTest, TiesGoAwayFromZero) {
  EXPECT_EQ(3, nn::RoundingDivideByPOT(5, 1));
  EXPECT_EQ(-3, nn::RoundingDivideByPOT(-5, 1));
  EXPECT_EQ(1, nn::RoundingDivideByPOT(2, 2));
  EXPECT_EQ(-1, nn::RoundingDivideByPOT(-2, 2));
}

TEST(DivideByPotTest, ExponentZeroChangesNothing) {
  EXPECT_EQ(kMax, nn::RoundingDivideByPOT(kMax, 0));
  EXPECT_EQ(kMin, nn::RoundingDivideByPOT(kMin, 0));
}

TEST(DivideByPotTest, LargestExponent) {
  EXPECT_EQ(1, nn::RoundingDivideByPOT(kMax, 31));
  EXPECT_EQ(-1, nn::RoundingDivideByPOT(kMin, 31));
  EXPECT_EQ(0, nn::RoundingDivideByPOT(1 << 29, 31));
}

TEST(DivideByPotTest, AgreesWithDivisionOverASweep) {
  for (int32_t x = -300; x <= 300; ++x) {
    for (int32_t exponent = 0; exponent <= 8; ++exponent) {
      const double exact = std::ldexp(static_cast<double>(x), -exponent);
      EXPECT_EQ(static_cast<int32_t>(std::round(exact)), nn::RoundingDivideByPOT(x, exponent));
    }
  }
}

TEST(MultiplyTest, WholeFactors) {
  EXPECT_EQ(300, Multiply(100, 3.0));
  EXPECT_EQ(-300, Multiply(-100, 3.0));
  EXPECT_EQ(100, Multiply(100, 1.0));
  EXPECT_EQ(0, Multiply(100, 0.0));
}

TEST(MultiplyTest, FactorsBelowOne) {
  EXPECT_EQ(3, Multiply(9, 1.0 / 3.0));
  EXPECT_EQ(67, Multiply(100, 2.0 / 3.0));
  EXPECT_EQ(-67, Multiply(-100, 2.0 / 3.0));
}

TEST(MultiplyTest, TwoRoundingsDifferFromOne) {
  // 100 / 3: the high multiply by 2/3 gives 66.67, rounded to 67; half of that is 33.5, rounded to 34.
  const nn::Multiplier third = nn::QuantizeMultiplier(1.0 / 3.0);
  EXPECT_EQ(34, nn::MultiplyByQuantizedMultiplier(100, third));
  EXPECT_EQ(33, nn::MultiplyRoundingOnce(100, third));
}

TEST(MultiplyTest, OneRoundingTakesTiesAwayFromZero) {
  const nn::Multiplier half = nn::QuantizeMultiplier(0.5);
  EXPECT_EQ(3, nn::MultiplyRoundingOnce(5, half));
  EXPECT_EQ(-3, nn::MultiplyRoundingOnce(-5, half));
  EXPECT_EQ(-1, nn::MultiplyRoundingOnce(-1, half));
  EXPECT_EQ(-2, nn::MultiplyRoundingOnce(-3, half));
}

TEST(MultiplyTest, OneRoundingOfExtremes) {
  EXPECT_EQ(kMax, nn::MultiplyRoundingOnce(kMax, nn::QuantizeMultiplier(1.0)));
  EXPECT_EQ(kMin, nn::MultiplyRoundingOnce(kMin, nn::QuantizeMultiplier(1.0)));
  EXPECT_EQ(0, nn::MultiplyRoundingOnce(kMax, {0, 0}));
}

TEST(MultiplyTest, WithinOneOfTheExactProduct) {
  const double factors[] = {0.00037, 0.0125, 0.4999, 0.73, 1.7, 12.5};
  for (double factor : factors) {
    for (int32_t x = -20000; x <= 20000; x += 977) {
      const int32_t exact = static_cast<int32_t>(std::round(x * factor));
      EXPECT_LE(std::abs(Multiply(x, factor) - exact), 1);
    }
  }
}

TEST(RoundTest, TiesAndEnds) {
  EXPECT_EQ(1, nn::RoundToInt32(0.5f));
  EXPECT_EQ(-1, nn::RoundToInt32(-0.5f));
  EXPECT_EQ(3, nn::RoundToInt32(2.5f));
  EXPECT_EQ(kMax, nn::RoundToInt32(3e9f));
  EXPECT_EQ(kMin, nn::RoundToInt32(-3e9f));
  EXPECT_EQ(kMin, nn::RoundToInt32(-2147483648.0f));
}

TEST(RoundTest, NotFinite) {
  EXPECT_EQ(kMax, nn::RoundToInt32(std::numeric_limits<float>::infinity()));
  EXPECT_EQ(kMin, nn::RoundToInt32(-std::numeric_limits<float>::infinity()));
  EXPECT_EQ(0, nn::RoundToInt32(std::numeric_limits<float>::quiet_NaN()));
}

TEST(QuantizeValueTest, SaturatesAlsoWithZeroPoint) {
  EXPECT_EQ(127, nn::QuantizeValue(1e30f, {0.1f, 100}));
  EXPECT_EQ(-128, nn::QuantizeValue(-1e30f, {0.1f, -100}));
  EXPECT_EQ(5, nn::QuantizeValue(0.0f, {0.1f, 5}));
}

TEST(ActivationRangeTest, Float) {
  EXPECT_EQ(0.0f, nn::ActivationRange(nn::Activation::kRelu).min);
  EXPECT_EQ(6.0f, nn::ActivationRange(nn::Activation::kRelu6).max);
  EXPECT_EQ(-1.0f, nn::ActivationRange(nn::Activation::kReluN1To1).min);
  EXPECT_EQ(std::numeric_limits<float>::lowest(), nn::ActivationRange(nn::Activation::kNone).min);
}

TEST(ActivationRangeTest, StoredValues) {
  const nn::Quantization fine = {0.1f, 10};
  ExpectRange(nn::Activation::kNone, fine, -128, 127);
  ExpectRange(nn::Activation::kRelu, fine, 10, 127);
  ExpectRange(nn::Activation::kRelu6, fine, 10, 70);
  ExpectRange(nn::Activation::kReluN1To1, fine, 0, 20);
}

TEST(ActivationRangeTest, BoundsBeyondInt8AreCut) {
  ExpectRange(nn::Activation::kRelu6, {0.01f, -128}, -128, 127);
  ExpectRange(nn::Activation::kReluN1To1, {0.001f, 0}, -128, 127);
}

TF_LITE_MICRO_TESTS_MAIN
