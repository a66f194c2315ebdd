// Two-dimensional convolution.
#ifndef MICRO_TESTS_KERNELS_CONV_H_
#define MICRO_TESTS_KERNELS_CONV_H_

#include <cstdint>

#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/types.h"
#include "micro_tests/kernels/window.h"

namespace nn {

// The filter's shape is {output channels, window.height, window.width, input channels}; the output's is
// OutputShape(window, input_shape, output channels). `bias` may be null.
void Conv(const Window& window, Activation activation, const Shape& input_shape, const float* input,
          const float* filter, const float* bias, const Shape& output_shape, float* output);

// Padding counts as the real value 0, that is as the input's zero point.
void Conv(const Window& window, const Requantization& requantization, const Shape& input_shape,
          const int8_t* input, const int8_t* filter, const int32_t* bias, const Shape& output_shape,
          int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_CONV_H_
