#include "micro_tests/kernels/mul.h"

#include "micro_tests/kernels/broadcast.h"
#include "micro_tests/kernels/quantization.h"

namespace nn {

void Mul(Activation activation, const Shape& a_shape, const float* a, const Shape& b_shape, const float* b,
         float* output) {
  const Range<float> range = ActivationRange(activation);
  ForEachPair(a_shape, a, b_shape, b, output, [&](float x, float y) { return range.clamp(x * y); });
}

void Mul(const MulQuantization& quantization, Activation activation, const Shape& a_shape, const int8_t* a,
         const Shape& b_shape, const int8_t* b, int8_t* output) {
  const Multiplier multiplier = QuantizeMultiplier(static_cast<double>(quantization.a.scale) *
                                                   static_cast<double>(quantization.b.scale) /
                                                   static_cast<double>(quantization.output.scale));
  const Range<int32_t> range = ActivationRange(activation, quantization.output);
  ForEachPair(a_shape, a, b_shape, b, output, [&](int32_t x, int32_t y) {
    const int32_t product = (x - quantization.a.zero_point) * (y - quantization.b.zero_point);
    const int32_t scaled = MultiplyByQuantizedMultiplier(product, multiplier);
    return static_cast<int8_t>(range.clamp(scaled + quantization.output.zero_point));
  });
}

}  // namespace nn
