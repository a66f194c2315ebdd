// Integer arithmetic of TFLite's int8 quantisation scheme.
//
// A product with a real factor is rounded in one of two ways, which may differ by one:
//   twice: a saturating, rounding high multiply, then a rounding shift (gemmlowp's fixed point);
//   once:  the exact 64-bit product is rounded.
// LiteRT 2.3, where the golden vectors come from, rounds twice in all its int8 kernels but fully_connected,
// which rounds once. Ours do the same, operator by operator, and are bit-exact with it.
#ifndef MICRO_TESTS_KERNELS_QUANTIZATION_H_
#define MICRO_TESTS_KERNELS_QUANTIZATION_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

// A positive real factor as value * 2^(shift - 31), with value in [2^30, 2^31), or zero.
struct Multiplier {
  int32_t value;
  int32_t shift;
};

// Splits a factor into mantissa and exponent. Factors below 2^-32 become zero; factors of 2^30 and more
// saturate, as the shift would not fit.
Multiplier QuantizeMultiplier(double factor);

// round(a * b / 2^31), ties away from zero. The one overflow, INT32_MIN * INT32_MIN, saturates.
int32_t SaturatingRoundingDoublingHighMul(int32_t a, int32_t b);

// round(x / 2^exponent), ties away from zero, for an exponent of 0 to 31.
int32_t RoundingDivideByPOT(int32_t x, int32_t exponent);

// x times the factor, rounded twice. A shift above zero must not make x overflow (the callers' accumulators
// do not).
int32_t MultiplyByQuantizedMultiplier(int32_t x, const Multiplier& multiplier);

// x times the factor, rounded once, ties away from zero. The result must fit.
int32_t MultiplyRoundingOnce(int32_t x, const Multiplier& multiplier);

// round(x), ties away from zero, saturated to int32_t; NaN gives 0.
int32_t RoundToInt32(float x);

// The stored value of a real one, saturated to int8_t.
int8_t QuantizeValue(float real, const Quantization& quantization);

// What an activation lets through, for floats and in stored int8_t values.
Range<float> ActivationRange(Activation activation);
Range<int32_t> ActivationRange(Activation activation, const Quantization& output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_QUANTIZATION_H_
