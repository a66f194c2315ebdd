#include "micro_tests/kernels/quantize.h"

#include "micro_tests/kernels/quantization.h"

namespace nn {

void Quantize(const Quantization& quantization, int32_t count, const float* input, int8_t* output) {
  for (int32_t i = 0; i < count; ++i) output[i] = QuantizeValue(input[i], quantization);
}

void Requantize(const Quantization& from, const Quantization& to, int32_t count, const int8_t* input,
                int8_t* output) {
  const Multiplier multiplier =
      QuantizeMultiplier(static_cast<double>(from.scale) / static_cast<double>(to.scale));
  for (int32_t i = 0; i < count; ++i) {
    const int32_t scaled = MultiplyByQuantizedMultiplier(input[i] - from.zero_point, multiplier);
    output[i] = static_cast<int8_t>(Range<int32_t>{-128, 127}.clamp(scaled + to.zero_point));
  }
}

}  // namespace nn
