// Pairing the elements of two tensors of which one or both are broadcast.
#ifndef MICRO_TESTS_KERNELS_BROADCAST_H_
#define MICRO_TESTS_KERNELS_BROADCAST_H_

#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace nn {

constexpr int32_t BroadcastSize(int32_t a, int32_t b) { return a == 1 ? b : (b == 1 || a == b ? a : 0); }

// The shape of the result, with 0 where two sizes differ and neither is 1.
constexpr Shape BroadcastShape(const Shape& a, const Shape& b) {
  return {BroadcastSize(a.batches, b.batches), BroadcastSize(a.height, b.height),
          BroadcastSize(a.width, b.width), BroadcastSize(a.channels, b.channels)};
}

// Index into a tensor of `shape` of the element that stands for (n, y, x, c) of the result.
constexpr int32_t BroadcastOffset(const Shape& shape, int32_t n, int32_t y, int32_t x, int32_t c) {
  return shape.offset(shape.batches == 1 ? 0 : n, shape.height == 1 ? 0 : y, shape.width == 1 ? 0 : x,
                      shape.channels == 1 ? 0 : c);
}

// output[i] = combine(a's element, b's element) for each element of the result.
template <typename T, typename Combine>
void ForEachPair(const Shape& a_shape, const T* a, const Shape& b_shape, const T* b, T* output,
                 Combine combine) {
  const Shape shape = BroadcastShape(a_shape, b_shape);
  int32_t index = 0;
  for (int32_t n = 0; n < shape.batches; ++n) {
    for (int32_t y = 0; y < shape.height; ++y) {
      for (int32_t x = 0; x < shape.width; ++x) {
        for (int32_t c = 0; c < shape.channels; ++c) {
          output[index++] =
              combine(a[BroadcastOffset(a_shape, n, y, x, c)], b[BroadcastOffset(b_shape, n, y, x, c)]);
        }
      }
    }
  }
}

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_BROADCAST_H_
