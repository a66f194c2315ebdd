// Depthwise convolution: each input channel is filtered on its own, `multiplier` times.
#ifndef MICRO_TESTS_KERNELS_DEPTHWISE_CONV_H_
#define MICRO_TESTS_KERNELS_DEPTHWISE_CONV_H_

#include <cstdint>

#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/types.h"
#include "micro_tests/kernels/window.h"

namespace nn {

// The output has a whole multiple of the input's channels, and output channel c reads input channel
// c / multiple. The filter's shape is {1, window.height, window.width, output channels}. `bias` may be null.
void DepthwiseConv(const Window& window, Activation activation, const Shape& input_shape, const float* input,
                   const float* filter, const float* bias, const Shape& output_shape, float* output);

// Padding counts as the real value 0, that is as the input's zero point.
void DepthwiseConv(const Window& window, const Requantization& requantization, const Shape& input_shape,
                   const int8_t* input, const int8_t* filter, const int32_t* bias, const Shape& output_shape,
                   int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_DEPTHWISE_CONV_H_
