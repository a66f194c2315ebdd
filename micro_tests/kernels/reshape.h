// Reshape: the same elements in the same order under another shape.
#ifndef MICRO_TESTS_KERNELS_RESHAPE_H_
#define MICRO_TESTS_KERNELS_RESHAPE_H_

#include <cstdint>

namespace nn {

constexpr int32_t kMaxRank = 6;

// Dimensions of any rank up to kMaxRank; rank 0 is a scalar of one element.
struct Dimensions {
  int32_t rank;
  int32_t sizes[kMaxRank];

  constexpr int32_t count() const {
    int32_t product = 1;
    for (int32_t i = 0; i < rank; ++i) product *= sizes[i];
    return product;
  }
};

// Replaces one -1 in `requested` by the size that `count` elements need. False, with `resolved` unspecified,
// if there are several -1, another negative size, a rank out of range, or a count that does not fit.
bool ResolveShape(const Dimensions& requested, int32_t count, Dimensions* resolved);

// Copies `count` elements; input and output may be the same memory.
void Reshape(int32_t count, const float* input, float* output);
void Reshape(int32_t count, const int8_t* input, int8_t* output);

}  // namespace nn

#endif  // MICRO_TESTS_KERNELS_RESHAPE_H_
