// Where a kernel under test writes, with guards on both sides.
#ifndef MICRO_TESTS_KERNELS_OUTPUT_BUFFER_H_
#define MICRO_TESTS_KERNELS_OUTPUT_BUFFER_H_

#include <cstdint>

namespace golden {

// How far an output may be from the reference interpreter's. int8_t results are bit-exact. Floats may differ
// in the last bits, since a core with an FPU fuses multiply and add: 1e-5, relative above 1.
inline float Tolerance(float expected) {
  const float magnitude = expected < 0.0f ? -expected : expected;
  return 1e-5f * (magnitude > 1.0f ? magnitude : 1.0f);
}
inline int Tolerance(int8_t) { return 0; }

// Holds up to `capacity` elements; there is one for each element type, reused from case to case.
template <typename T, int32_t capacity = 256>
class OutputBuffer {
 public:
  // Forgets what an earlier case wrote, so that an element left out cannot pass.
  T* fresh() {
    for (T& element : elements_) element = kGuard;
    return elements_ + 1;
  }
  // Whether a kernel that was to write `count` elements kept to them.
  bool guards_intact(int32_t count) const {
    if (count > capacity || elements_[0] != kGuard) return false;
    for (int32_t i = count + 1; i < capacity + 2; ++i) {
      if (elements_[i] != kGuard) return false;
    }
    return true;
  }

 private:
  static constexpr T kGuard = static_cast<T>(-77);
  T elements_[capacity + 2];
};

template <typename T>
OutputBuffer<T>& Buffer() {
  static OutputBuffer<T> buffer;
  return buffer;
}

}  // namespace golden

#endif  // MICRO_TESTS_KERNELS_OUTPUT_BUFFER_H_
