// Dequantize: the real values that int8_t ones stand for.
#ifndef MICRO_TESTS_KERNELS_DEQUANTIZE_H_
#define MICRO_TESTS_KERNELS_DEQUANTIZE_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

// scale * (x - zero point); exact but for the one rounding of the product.
void Dequantize(const Quantization& quantization, int32_t count, const int8_t* input, float* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_DEQUANTIZE_H_
