// What one golden case holds: the operator's settings, its inputs and the reference interpreter's output.
// The cases themselves are generated: golden/*.h.
#ifndef MICRO_TESTS_KERNELS_GOLDEN_CASE_H_
#define MICRO_TESTS_KERNELS_GOLDEN_CASE_H_

#include <cstdint>

#include "micro_tests/kernels/reshape.h"
#include "micro_tests/kernels/types.h"
#include "micro_tests/kernels/window.h"

namespace golden {

template <typename T>
struct BiasOf {
  using Type = int32_t;
};
template <>
struct BiasOf<float> {
  using Type = float;
};

// fully_connected, conv, depthwise_conv. For floats the quantisation fields are 0 and the scales null.
template <typename T>
struct FilterCase {
  nn::Window window;
  nn::Activation activation;
  nn::Shape input_shape;
  nn::Quantization input_quantization;
  const T* input;
  const float* filter_scales;  // one per output channel
  const T* filter;
  const typename BiasOf<T>::Type* bias;  // null where the layer has none
  nn::Shape output_shape;
  nn::Quantization output_quantization;
  const T* output;
};

// average_pool, max_pool: one quantisation for input and output.
template <typename T>
struct PoolCase {
  nn::Window window;
  nn::Activation activation;
  nn::Quantization quantization;
  nn::Shape input_shape;
  const T* input;
  nn::Shape output_shape;
  const T* output;
};

// softmax, logistic, quantize, requantize, dequantize: rows * depth elements in and out.
template <typename In, typename Out>
struct UnaryCase {
  int32_t rows;
  int32_t depth;
  float beta;  // softmax only, else 0
  nn::Quantization input_quantization;
  const In* input;
  nn::Quantization output_quantization;
  const Out* output;
};

// add, mul.
template <typename T>
struct BinaryCase {
  nn::Activation activation;
  nn::Shape a_shape;
  nn::Quantization a_quantization;
  const T* a;
  nn::Shape b_shape;
  nn::Quantization b_quantization;
  const T* b;
  nn::Shape output_shape;
  nn::Quantization output_quantization;
  const T* output;
};

template <typename T>
struct ReshapeCase {
  nn::Dimensions input_shape;
  const T* input;
  nn::Dimensions requested;  // may hold one -1
  nn::Dimensions output_shape;
  const T* output;
};

}  // namespace golden

#endif  // MICRO_TESTS_KERNELS_GOLDEN_CASE_H_
