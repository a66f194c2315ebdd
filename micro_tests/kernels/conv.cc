#include "micro_tests/kernels/conv.h"

namespace nn {
namespace {

// Sum of (input + input_offset) * filter over the part of the window that lies on the input.
template <typename T, typename Accumulator>
Accumulator Correlate(const Window& window, const Shape& input_shape, const T* input,
                      Accumulator input_offset, const T* filter, int32_t batch, const Origin& origin) {
  Accumulator total = 0;
  for (int32_t ky = 0; ky < window.height; ++ky) {
    const int32_t y = origin.y + ky * window.dilation_height;
    if (y < 0 || y >= input_shape.height) continue;
    for (int32_t kx = 0; kx < window.width; ++kx) {
      const int32_t x = origin.x + kx * window.dilation_width;
      if (x < 0 || x >= input_shape.width) continue;
      const T* pixel = input + input_shape.offset(batch, y, x, 0);
      const T* weights = filter + (ky * window.width + kx) * input_shape.channels;
      for (int32_t channel = 0; channel < input_shape.channels; ++channel) {
        total += (pixel[channel] + input_offset) * weights[channel];
      }
    }
  }
  return total;
}

// Calls store(output index, output channel, sum) for every output element.
template <typename T, typename Accumulator, typename Store>
void ForEachOutput(const Window& window, const Shape& input_shape, const T* input, Accumulator input_offset,
                   const T* filter, const Shape& output_shape, Store store) {
  const int32_t filter_count = window.height * window.width * input_shape.channels;
  for (int32_t batch = 0; batch < output_shape.batches; ++batch) {
    for (int32_t y = 0; y < output_shape.height; ++y) {
      for (int32_t x = 0; x < output_shape.width; ++x) {
        const Origin origin = OriginAt(window, input_shape, y, x);
        for (int32_t channel = 0; channel < output_shape.channels; ++channel) {
          store(output_shape.offset(batch, y, x, channel), channel,
                Correlate(window, input_shape, input, input_offset, filter + channel * filter_count, batch,
                          origin));
        }
      }
    }
  }
}

}  // namespace

void Conv(const Window& window, Activation activation, const Shape& input_shape, const float* input,
          const float* filter, const float* bias, const Shape& output_shape, float* output) {
  const Range<float> range = ActivationRange(activation);
  ForEachOutput(window, input_shape, input, 0.0f, filter, output_shape,
                [&](int32_t index, int32_t channel, float total) {
                  output[index] = range.clamp(total + (bias != nullptr ? bias[channel] : 0.0f));
                });
}

void Conv(const Window& window, const Requantization& requantization, const Shape& input_shape,
          const int8_t* input, const int8_t* filter, const int32_t* bias, const Shape& output_shape,
          int8_t* output) {
  ForEachOutput(window, input_shape, input, -requantization.input_zero_point, filter, output_shape,
                [&](int32_t index, int32_t channel, int32_t total) {
                  const int32_t accumulator = total + (bias != nullptr ? bias[channel] : 0);
                  output[index] = requantization.apply_rounding_twice(accumulator, channel);
                });
}

}  // namespace nn
