// The sine model: three dense layers, and how to run them with the kernels.
#ifndef MICRO_TESTS_HELLO_WORLD_MODEL_H_
#define MICRO_TESTS_HELLO_WORLD_MODEL_H_

#include <cstdint>

#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/fully_connected.h"
#include "micro_tests/kernels/golden_case.h"
#include "micro_tests/kernels/quantization.h"
#include "micro_tests/kernels/types.h"

namespace hello_world {

// One dense layer. For floats the quantisation fields are 0 and the scales null.
template <typename T>
struct Layer {
  nn::FullyConnectedSize size;
  nn::Activation activation;
  nn::Quantization input_quantization;
  const float* filter_scales;  // one per output
  const T* filter;
  const typename golden::BiasOf<T>::Type* bias;
  nn::Quantization output_quantization;
};

// What the reference interpreter gives: outputs[i] for inputs[i].
template <typename T>
struct Grid {
  int32_t count;
  const T* inputs;
  const T* outputs;
};

// Most outputs of any layer.
constexpr int32_t kMaxWidth = 16;

inline void RunLayer(const Layer<float>& layer, const float* input, float* output) {
  nn::FullyConnected(layer.size, layer.activation, input, layer.filter, layer.bias, output);
}

inline void RunLayer(const Layer<int8_t>& layer, const int8_t* input, int8_t* output) {
  nn::Multiplier multipliers[kMaxWidth];
  nn::ChannelMultipliers(layer.input_quantization.scale, layer.filter_scales, layer.output_quantization.scale,
                         layer.size.outputs, multipliers);
  const nn::Requantization requantization = {
      layer.input_quantization.zero_point, layer.output_quantization.zero_point, multipliers,
      nn::ActivationRange(layer.activation, layer.output_quantization)};
  nn::FullyConnected(layer.size, requantization, input, layer.filter, layer.bias, output);
}

template <typename T>
T Run(const Layer<T>& first, const Layer<T>& second, const Layer<T>& third, T input) {
  T hidden[2][kMaxWidth];
  T output;
  RunLayer(first, &input, hidden[0]);
  RunLayer(second, hidden[0], hidden[1]);
  RunLayer(third, hidden[1], &output);
  return output;
}

}  // namespace hello_world

#endif  // MICRO_TESTS_HELLO_WORLD_MODEL_H_
