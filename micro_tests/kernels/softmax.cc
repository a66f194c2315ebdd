#include "micro_tests/kernels/softmax.h"

#include <cmath>

#include "micro_tests/kernels/quantization.h"

namespace nn {
namespace {

constexpr Quantization kProbability = {1.0f / 256.0f, -128};

template <typename T>
T Greatest(const T* row, int32_t depth) {
  T greatest = row[0];
  for (int32_t i = 1; i < depth; ++i) greatest = row[i] > greatest ? row[i] : greatest;
  return greatest;
}

}  // namespace

void Softmax(float beta, int32_t rows, int32_t depth, const float* input, float* output) {
  for (int32_t r = 0; r < rows; ++r) {
    const float* in = input + r * depth;
    float* out = output + r * depth;
    const float greatest = Greatest(in, depth);
    float sum = 0.0f;
    for (int32_t i = 0; i < depth; ++i) {
      out[i] = std::exp((in[i] - greatest) * beta);
      sum += out[i];
    }
    for (int32_t i = 0; i < depth; ++i) out[i] /= sum;
  }
}

void Softmax(float beta, float input_scale, int32_t rows, int32_t depth, const int8_t* input,
             int8_t* output) {
  const float scale = beta * input_scale;
  for (int32_t r = 0; r < rows; ++r) {
    const int8_t* in = input + r * depth;
    const int8_t greatest = Greatest(in, depth);
    float sum = 0.0f;
    for (int32_t i = 0; i < depth; ++i) sum += std::exp(scale * static_cast<float>(in[i] - greatest));
    // A second round of exponentials costs time but no buffer for a row.
    for (int32_t i = 0; i < depth; ++i) {
      const float probability = std::exp(scale * static_cast<float>(in[i] - greatest)) / sum;
      output[r * depth + i] = QuantizeValue(probability, kProbability);
    }
  }
}

}  // namespace nn
