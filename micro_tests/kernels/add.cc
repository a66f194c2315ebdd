#include "micro_tests/kernels/add.h"

#include "micro_tests/kernels/broadcast.h"
#include "micro_tests/kernels/quantization.h"

namespace nn {
namespace {

// Bits by which operands are enlarged before they are brought to a common scale: 8 bits of value and 20 of
// fraction leave headroom for the sum in 32.
constexpr int32_t kLeftShift = 20;

}  // namespace

void Add(Activation activation, const Shape& a_shape, const float* a, const Shape& b_shape, const float* b,
         float* output) {
  const Range<float> range = ActivationRange(activation);
  ForEachPair(a_shape, a, b_shape, b, output, [&](float x, float y) { return range.clamp(x + y); });
}

void Add(const AddQuantization& quantization, Activation activation, const Shape& a_shape, const int8_t* a,
         const Shape& b_shape, const int8_t* b, int8_t* output) {
  const double a_scale = quantization.a.scale;
  const double b_scale = quantization.b.scale;
  const double common_scale = 2.0 * (a_scale > b_scale ? a_scale : b_scale);
  const Multiplier a_multiplier = QuantizeMultiplier(a_scale / common_scale);
  const Multiplier b_multiplier = QuantizeMultiplier(b_scale / common_scale);
  const Multiplier output_multiplier =
      QuantizeMultiplier(common_scale / ((1 << kLeftShift) * static_cast<double>(quantization.output.scale)));
  const Range<int32_t> range = ActivationRange(activation, quantization.output);
  ForEachPair(a_shape, a, b_shape, b, output, [&](int32_t x, int32_t y) {
    const int32_t scaled_x =
        MultiplyByQuantizedMultiplier((x - quantization.a.zero_point) * (1 << kLeftShift), a_multiplier);
    const int32_t scaled_y =
        MultiplyByQuantizedMultiplier((y - quantization.b.zero_point) * (1 << kLeftShift), b_multiplier);
    const int32_t sum = MultiplyByQuantizedMultiplier(scaled_x + scaled_y, output_multiplier);
    return static_cast<int8_t>(range.clamp(sum + quantization.output.zero_point));
  });
}

}  // namespace nn
