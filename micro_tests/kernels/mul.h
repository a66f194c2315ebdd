// Element-wise multiplication with broadcasting.
#ifndef MICRO_TESTS_KERNELS_MUL_H_
#define MICRO_TESTS_KERNELS_MUL_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

// The output's shape is BroadcastShape(a_shape, b_shape).
void Mul(Activation activation, const Shape& a_shape, const float* a, const Shape& b_shape, const float* b,
         float* output);

// The quantisation of both operands and of the result; each may have its own.
struct MulQuantization {
  Quantization a;
  Quantization b;
  Quantization output;
};
void Mul(const MulQuantization& quantization, Activation activation, const Shape& a_shape, const int8_t* a,
         const Shape& b_shape, const int8_t* b, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_MUL_H_
