#include "micro_tests/kernels/reshape.h"

#include <cstring>

namespace nn {

bool ResolveShape(const Dimensions& requested, int32_t count, Dimensions* resolved) {
  if (requested.rank < 0 || requested.rank > kMaxRank) return false;
  int32_t stretched = -1;
  int32_t known = 1;
  for (int32_t i = 0; i < requested.rank; ++i) {
    const int32_t size = requested.sizes[i];
    if (size == -1 && stretched == -1) {
      stretched = i;
    } else if (size < 0) {
      return false;
    } else {
      known *= size;
    }
  }
  *resolved = requested;
  if (stretched == -1) return known == count;
  if (known == 0 || count % known != 0) return false;
  resolved->sizes[stretched] = count / known;
  return true;
}

void Reshape(int32_t count, const float* input, float* output) {
  std::memmove(output, input, static_cast<size_t>(count) * sizeof(float));
}

void Reshape(int32_t count, const int8_t* input, int8_t* output) {
  std::memmove(output, input, static_cast<size_t>(count));
}

}  // namespace nn
