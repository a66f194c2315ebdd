// The values that kernels take: shapes, quantisation, windows, activations.
#ifndef MICRO_TESTS_KERNELS_TYPES_H_
#define MICRO_TESTS_KERNELS_TYPES_H_

#include <cstdint>

namespace nn {

// A tensor of rank 4 in NHWC order, the last dimension being the densest. Tensors of a lower rank fill the
// trailing dimensions and have 1 in the leading ones. A filter is {output channels, height, width, input
// channels}; a depthwise filter is {1, height, width, output channels}.
struct Shape {
  int32_t batches;
  int32_t height;
  int32_t width;
  int32_t channels;

  constexpr int32_t count() const { return batches * height * width * channels; }
  constexpr int32_t offset(int32_t n, int32_t y, int32_t x, int32_t c) const {
    return ((n * height + y) * width + x) * channels + c;
  }
};

constexpr bool operator==(const Shape& a, const Shape& b) {
  return a.batches == b.batches && a.height == b.height && a.width == b.width && a.channels == b.channels;
}

// real = scale * (stored - zero_point)
struct Quantization {
  float scale;
  int32_t zero_point;
};

// kSame keeps ceil(input / stride) outputs and pads with zeros; kValid never reads outside the input.
enum class Padding : uint8_t { kSame, kValid };

enum class Activation : uint8_t { kNone, kRelu, kReluN1To1, kRelu6 };

// Inclusive bounds to which a result is clamped.
template <typename T>
struct Range {
  T min;
  T max;

  constexpr T clamp(T value) const { return value < min ? min : (value > max ? max : value); }
};

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_TYPES_H_
