// What the int8 kernels with a filter (fully_connected, conv, depthwise_conv) have in common.
#ifndef MICRO_TESTS_KERNELS_FILTER_H_
#define MICRO_TESTS_KERNELS_FILTER_H_

#include <cstdint>

#include "micro_tests/kernels/quantization.h"
#include "micro_tests/kernels/types.h"

namespace nn {

// How an int32_t accumulator becomes an int8_t output. Filters are symmetric (zero point 0), with one
// multiplier per output channel: input scale * filter scale of the channel / output scale.
struct Requantization {
  int32_t input_zero_point;
  int32_t output_zero_point;
  const Multiplier* multipliers;
  Range<int32_t> range;

  // quantization.h says which operator rounds how.
  int8_t apply_rounding_twice(int32_t accumulator, int32_t channel) const {
    return finish(MultiplyByQuantizedMultiplier(accumulator, multipliers[channel]));
  }
  int8_t apply_rounding_once(int32_t accumulator, int32_t channel) const {
    return finish(MultiplyRoundingOnce(accumulator, multipliers[channel]));
  }

  int8_t finish(int32_t scaled) const { return static_cast<int8_t>(range.clamp(scaled + output_zero_point)); }
};

// Fills `multipliers` from the scales, one per channel.
inline void ChannelMultipliers(float input_scale, const float* filter_scales, float output_scale,
                               int32_t channels, Multiplier* multipliers) {
  for (int32_t channel = 0; channel < channels; ++channel) {
    multipliers[channel] = QuantizeMultiplier(static_cast<double>(input_scale) * filter_scales[channel] /
                                              static_cast<double>(output_scale));
  }
}

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_FILTER_H_
