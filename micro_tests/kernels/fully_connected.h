// Dense layer: output[n][o] = activation(sum over i of input[n][i] * filter[o][i] + bias[o]).
#ifndef MICRO_TESTS_KERNELS_FULLY_CONNECTED_H_
#define MICRO_TESTS_KERNELS_FULLY_CONNECTED_H_

#include <cstdint>

#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/types.h"

namespace nn {

struct FullyConnectedSize {
  int32_t batches;
  int32_t inputs;
  int32_t outputs;
};

// `bias` may be null. Float sums are formed in the order of the inputs, the bias last.
void FullyConnected(const FullyConnectedSize& size, Activation activation, const float* input,
                    const float* filter, const float* bias, float* output);

// The bias has the scale input scale * filter scale of its channel and zero point 0.
void FullyConnected(const FullyConnectedSize& size, const Requantization& requantization, const int8_t* input,
                    const int8_t* filter, const int32_t* bias, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_FULLY_CONNECTED_H_
