// Int8 settings of a case with a filter.
#ifndef MICRO_TESTS_KERNELS_FILTER_CASE_SUPPORT_H_
#define MICRO_TESTS_KERNELS_FILTER_CASE_SUPPORT_H_

#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/golden_case.h"
#include "micro_tests/kernels/quantization.h"

namespace golden {

// Most output channels of any case.
constexpr int32_t kMaxChannels = 8;

// The multipliers are computed here, on the target, from the scales, as an interpreter does when it prepares
// a model. They are valid until the next call.
inline nn::Requantization RequantizationOf(const FilterCase<int8_t>& c) {
  static nn::Multiplier multipliers[kMaxChannels];
  nn::ChannelMultipliers(c.input_quantization.scale, c.filter_scales, c.output_quantization.scale,
                         c.output_shape.channels, multipliers);
  return {c.input_quantization.zero_point, c.output_quantization.zero_point, multipliers,
          nn::ActivationRange(c.activation, c.output_quantization)};
}

}  // namespace golden

#endif  // MICRO_TESTS_KERNELS_FILTER_CASE_SUPPORT_H_
