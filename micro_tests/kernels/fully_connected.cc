#include "micro_tests/kernels/fully_connected.h"

namespace nn {

void FullyConnected(const FullyConnectedSize& size, Activation activation, const float* input,
                    const float* filter, const float* bias, float* output) {
  const Range<float> range = ActivationRange(activation);
  for (int32_t batch = 0; batch < size.batches; ++batch) {
    const float* row = input + batch * size.inputs;
    for (int32_t out = 0; out < size.outputs; ++out) {
      const float* weights = filter + out * size.inputs;
      float total = 0.0f;
      for (int32_t in = 0; in < size.inputs; ++in) total += row[in] * weights[in];
      if (bias != nullptr) total += bias[out];
      output[batch * size.outputs + out] = range.clamp(total);
    }
  }
}

void FullyConnected(const FullyConnectedSize& size, const Requantization& requantization, const int8_t* input,
                    const int8_t* filter, const int32_t* bias, int8_t* output) {
  for (int32_t batch = 0; batch < size.batches; ++batch) {
    const int8_t* row = input + batch * size.inputs;
    for (int32_t out = 0; out < size.outputs; ++out) {
      const int8_t* weights = filter + out * size.inputs;
      int32_t accumulator = bias != nullptr ? bias[out] : 0;
      for (int32_t in = 0; in < size.inputs; ++in) {
        accumulator += (row[in] - requantization.input_zero_point) * weights[in];
      }
      output[batch * size.outputs + out] = requantization.apply_rounding_once(accumulator, out);
    }
  }
}

}  // namespace nn
