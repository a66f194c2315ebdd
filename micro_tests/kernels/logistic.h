// Logistic function (sigmoid): 1 / (1 + exp(-x)).
#ifndef MICRO_TESTS_KERNELS_LOGISTIC_H_
#define MICRO_TESTS_KERNELS_LOGISTIC_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

void Logistic(int32_t count, const float* input, float* output);

// The output has TFLite's fixed quantisation of a probability: scale 1/256, zero point -128.
void Logistic(const Quantization& input_quantization, int32_t count, const int8_t* input, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_LOGISTIC_H_
