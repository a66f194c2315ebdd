// Average and max pooling. Padding takes no part: an average divides by the elements really read.
#ifndef MICRO_TESTS_KERNELS_POOLING_H_
#define MICRO_TESTS_KERNELS_POOLING_H_

#include <cstdint>

#include "micro_tests/kernels/quantization.h"
#include "micro_tests/kernels/types.h"
#include "micro_tests/kernels/window.h"

namespace nn {

// The output's shape is OutputShape(window, input_shape, input_shape.channels). Input and output of the
// int8_t forms have the same quantisation; their average rounds ties away from zero in stored values.
void AveragePool(const Window& window, const Range<float>& range, const Shape& input_shape,
                 const float* input, const Shape& output_shape, float* output);
void AveragePool(const Window& window, const Range<int32_t>& range, const Shape& input_shape,
                 const int8_t* input, const Shape& output_shape, int8_t* output);
void MaxPool(const Window& window, const Range<float>& range, const Shape& input_shape, const float* input,
             const Shape& output_shape, float* output);
void MaxPool(const Window& window, const Range<int32_t>& range, const Shape& input_shape, const int8_t* input,
             const Shape& output_shape, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_POOLING_H_
