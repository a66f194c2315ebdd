#include "micro_tests/kernels/logistic.h"

#include <cmath>

#include "micro_tests/kernels/quantization.h"

namespace nn {
namespace {

constexpr Quantization kProbability = {1.0f / 256.0f, -128};

// The exponential only of values that are not positive: it cannot overflow, whatever x is.
float Sigmoid(float x) {
  if (x >= 0.0f) return 1.0f / (1.0f + std::exp(-x));
  const float e = std::exp(x);
  return e / (1.0f + e);
}

}  // namespace

void Logistic(int32_t count, const float* input, float* output) {
  for (int32_t i = 0; i < count; ++i) output[i] = Sigmoid(input[i]);
}

void Logistic(const Quantization& input_quantization, int32_t count, const int8_t* input, int8_t* output) {
  for (int32_t i = 0; i < count; ++i) {
    const float real =
        input_quantization.scale * static_cast<float>(input[i] - input_quantization.zero_point);
    output[i] = QuantizeValue(Sigmoid(real), kProbability);
  }
}

}  // namespace nn
