// Softmax over rows: exp(beta * x) / sum of exp(beta * x), shifted by the row's maximum to stay in range.
#ifndef MICRO_TESTS_KERNELS_SOFTMAX_H_
#define MICRO_TESTS_KERNELS_SOFTMAX_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

void Softmax(float beta, int32_t rows, int32_t depth, const float* input, float* output);

// The output has TFLite's fixed quantisation of a probability: scale 1/256, zero point -128.
// Exponentials are float, as in LiteRT's own kernel, so that results agree bit for bit.
void Softmax(float beta, float input_scale, int32_t rows, int32_t depth, const int8_t* input, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_SOFTMAX_H_
