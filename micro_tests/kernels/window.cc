#include "micro_tests/kernels/window.h"

namespace nn {
namespace {

// Input elements from the first to the last that a dilated window covers.
constexpr int32_t Extent(int32_t window, int32_t dilation) { return (window - 1) * dilation + 1; }

}  // namespace

int32_t OutputSize(int32_t input, int32_t window, int32_t stride, int32_t dilation, Padding padding) {
  if (padding == Padding::kSame) return (input + stride - 1) / stride;
  const int32_t extent = Extent(window, dilation);
  return extent > input ? 0 : (input - extent) / stride + 1;
}

int32_t PaddingBefore(int32_t input, int32_t window, int32_t stride, int32_t dilation, Padding padding) {
  if (padding == Padding::kValid) return 0;
  const int32_t output = OutputSize(input, window, stride, dilation, padding);
  const int32_t total = (output - 1) * stride + Extent(window, dilation) - input;
  return total > 0 ? total / 2 : 0;
}

Shape OutputShape(const Window& window, const Shape& input, int32_t channels) {
  return {
      input.batches,
      OutputSize(input.height, window.height, window.stride_height, window.dilation_height, window.padding),
      OutputSize(input.width, window.width, window.stride_width, window.dilation_width, window.padding),
      channels};
}

Origin OriginAt(const Window& window, const Shape& input, int32_t output_y, int32_t output_x) {
  return {output_y * window.stride_height - PaddingBefore(input.height, window.height, window.stride_height,
                                                          window.dilation_height, window.padding),
          output_x * window.stride_width - PaddingBefore(input.width, window.width, window.stride_width,
                                                         window.dilation_width, window.padding)};
}

}  // namespace nn
