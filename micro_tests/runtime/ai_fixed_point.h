/* What kernels of quantized models call: TFLite's fixed-point scaling, in C.
 *
 * The steps of MultiplyByQuantizedMultiplier in TFLite's reference kernels (tensorflow/lite/kernels/internal),
 * the same as micro_tests/kernels/quantization.cc.
 */
#ifndef MICRO_TESTS_RUNTIME_AI_FIXED_POINT_H_
#define MICRO_TESTS_RUNTIME_AI_FIXED_POINT_H_

#include <stdint.h>

/* value * mantissa / 2^31 * 2^shift, rounded twice; mantissa is not INT32_MIN. */
static inline int32_t ai_rescale(int32_t value, int32_t mantissa, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0;
  const int32_t right = shift > 0 ? 0 : -shift;
  const int32_t shifted = (int32_t)((uint32_t)value << left);
  const int64_t product = (int64_t)shifted * mantissa;
  const int64_t half = INT64_C(1) << 30;
  /* The division, unlike a shift, truncates towards zero: with the nudge, ties go up. */
  const int32_t high = (int32_t)((product + (product >= 0 ? half : 1 - half)) / (INT64_C(1) << 31));
  const int32_t mask = (int32_t)((INT64_C(1) << right) - 1);
  const int32_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);
  return (high >> right) + ((high & mask) > threshold ? 1 : 0);
}

/* The same, rounded once, ties away from zero: fully connected layers of LiteRT's reference kernels. */
static inline int32_t ai_rescale_once(int32_t value, int32_t mantissa, int32_t shift) {
  const int64_t product = (int64_t)value * mantissa;
  const int32_t right = 31 - shift;
  const int64_t half = INT64_C(1) << (right - 1);
  return (int32_t)(product >= 0 ? (product + half) >> right : -((half - product) >> right));
}

#endif /* MICRO_TESTS_RUNTIME_AI_FIXED_POINT_H_ */
