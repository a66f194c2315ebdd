#include "micro_tests/trustzone/secure/sine.h"

#include "micro_tests/hello_world/hello_world_int8.h"
#include "micro_tests/kernels/dequantize.h"
#include "micro_tests/kernels/quantize.h"

namespace trustzone {

using hello_world::hello_world_int8::kLayer0;
using hello_world::hello_world_int8::kLayer1;
using hello_world::hello_world_int8::kLayer2;

float Sine(float degrees) {
  constexpr float kRadians = 3.14159265f / 180.0f;
  const float x = degrees * kRadians;
  int8_t stored = 0;
  nn::Quantize(kLayer0.input_quantization, 1, &x, &stored);
  stored = hello_world::Run(kLayer0, kLayer1, kLayer2, stored);
  float result = 0.0f;
  nn::Dequantize(kLayer2.output_quantization, 1, &stored, &result);
  return result;
}

const void* Weights() { return kLayer1.filter; }

}  // namespace trustzone
