#include "micro_tests/kernels/dequantize.h"

namespace nn {

void Dequantize(const Quantization& quantization, int32_t count, const int8_t* input, float* output) {
  for (int32_t i = 0; i < count; ++i) {
    output[i] = quantization.scale * static_cast<float>(input[i] - quantization.zero_point);
  }
}

}  // namespace nn
