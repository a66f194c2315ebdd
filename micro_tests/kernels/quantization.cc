#include "micro_tests/kernels/quantization.h"

#include <cmath>
#include <limits>

namespace nn {
namespace {

constexpr int32_t kInt32Min = std::numeric_limits<int32_t>::min();
constexpr int32_t kInt32Max = std::numeric_limits<int32_t>::max();
constexpr int32_t kInt8Min = std::numeric_limits<int8_t>::min();
constexpr int32_t kInt8Max = std::numeric_limits<int8_t>::max();

int32_t SaturatingAdd(int32_t a, int32_t b) {
  const int64_t sum = static_cast<int64_t>(a) + b;
  return static_cast<int32_t>(Range<int64_t>{kInt32Min, kInt32Max}.clamp(sum));
}

}  // namespace

Multiplier QuantizeMultiplier(double factor) {
  if (factor == 0.0) return {0, 0};
  int exponent = 0;
  const double mantissa = std::frexp(factor, &exponent);
  int64_t value = static_cast<int64_t>(std::round(mantissa * 2147483648.0));
  if (value == INT64_C(1) << 31) {
    // The mantissa was rounded up to 1.
    value /= 2;
    ++exponent;
  }
  if (exponent < -31) return {0, 0};
  if (exponent > 30) return {kInt32Max, 30};
  return {static_cast<int32_t>(value), exponent};
}

int32_t SaturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  if (a == kInt32Min && b == kInt32Min) return kInt32Max;
  const int64_t product = static_cast<int64_t>(a) * b;
  const int64_t half = INT64_C(1) << 30;
  const int64_t nudge = product >= 0 ? half : 1 - half;
  // The division, unlike a shift, truncates towards zero: that and the nudge give ties away from zero.
  return static_cast<int32_t>((product + nudge) / (INT64_C(1) << 31));
}

int32_t RoundingDivideByPOT(int32_t x, int32_t exponent) {
  const int32_t mask = static_cast<int32_t>((INT64_C(1) << exponent) - 1);
  const int32_t remainder = x & mask;
  const int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

int32_t MultiplyByQuantizedMultiplier(int32_t x, const Multiplier& multiplier) {
  const int32_t left = multiplier.shift > 0 ? multiplier.shift : 0;
  const int32_t right = multiplier.shift > 0 ? 0 : -multiplier.shift;
  const int32_t shifted = static_cast<int32_t>(static_cast<uint32_t>(x) << left);
  return RoundingDivideByPOT(SaturatingRoundingDoublingHighMul(shifted, multiplier.value), right);
}

int32_t MultiplyRoundingOnce(int32_t x, const Multiplier& multiplier) {
  const int64_t product = static_cast<int64_t>(x) * multiplier.value;
  const int32_t shift = 31 - multiplier.shift;
  const int64_t half = INT64_C(1) << (shift - 1);
  return static_cast<int32_t>(product >= 0 ? (product + half) >> shift : -((half - product) >> shift));
}

int32_t RoundToInt32(float x) {
  if (!(x == x)) return 0;
  // 2^31 is the first float that does not fit; the largest one below it is 2^31 - 128.
  if (x >= 2147483648.0f) return kInt32Max;
  if (x < -2147483648.0f) return kInt32Min;
  return static_cast<int32_t>(std::round(x));
}

int8_t QuantizeValue(float real, const Quantization& quantization) {
  const int32_t stored = SaturatingAdd(RoundToInt32(real / quantization.scale), quantization.zero_point);
  return static_cast<int8_t>(Range<int32_t>{kInt8Min, kInt8Max}.clamp(stored));
}

Range<float> ActivationRange(Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return {0.0f, std::numeric_limits<float>::max()};
    case Activation::kReluN1To1:
      return {-1.0f, 1.0f};
    case Activation::kRelu6:
      return {0.0f, 6.0f};
    case Activation::kNone:
      break;
  }
  return {std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max()};
}

Range<int32_t> ActivationRange(Activation activation, const Quantization& output) {
  switch (activation) {
    case Activation::kRelu:
      return {QuantizeValue(0.0f, output), kInt8Max};
    case Activation::kReluN1To1:
      return {QuantizeValue(-1.0f, output), QuantizeValue(1.0f, output)};
    case Activation::kRelu6:
      return {QuantizeValue(0.0f, output), QuantizeValue(6.0f, output)};
    case Activation::kNone:
      break;
  }
  return {kInt8Min, kInt8Max};
}

}  // namespace nn
