// Quantize: real or quantised values to int8_t with a given quantisation.
#ifndef MICRO_TESTS_KERNELS_QUANTIZE_H_
#define MICRO_TESTS_KERNELS_QUANTIZE_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

// round(x / scale) + zero point, ties away from zero, saturated.
void Quantize(const Quantization& quantization, int32_t count, const float* input, int8_t* output);

// From one quantisation to another, in integers only ("requantise").
void Requantize(const Quantization& from, const Quantization& to, int32_t count, const int8_t* input,
                int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_QUANTIZE_H_
