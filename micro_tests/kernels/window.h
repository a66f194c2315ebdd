// Where the window of a convolution or a pooling lies on its input.
#ifndef MICRO_TESTS_KERNELS_WINDOW_H_
#define MICRO_TESTS_KERNELS_WINDOW_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

struct Window {
  int32_t height;
  int32_t width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t dilation_height;
  int32_t dilation_width;
  Padding padding;
};

// Number of window positions along one axis; 0 where a kValid window is larger than the input.
int32_t OutputSize(int32_t input, int32_t window, int32_t stride, int32_t dilation, Padding padding);

// Zeros before the first element along one axis. Where the total is odd, the extra zero comes after the last.
int32_t PaddingBefore(int32_t input, int32_t window, int32_t stride, int32_t dilation, Padding padding);

// Height and width of the output, with the given number of channels.
Shape OutputShape(const Window& window, const Shape& input, int32_t channels);

// Position of the first element of the window on the input; negative within the padding.
struct Origin {
  int32_t y;
  int32_t x;
};
Origin OriginAt(const Window& window, const Shape& input, int32_t output_y, int32_t output_x);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_WINDOW_H_
