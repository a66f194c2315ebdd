#include "micro_tests/trustzone/secure/sine.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "micro_tests/trustzone/secure/model/hello_world_int8.h"

namespace trustzone {
namespace {

int8_t Quantized(float value, const ai_quantization_info& by) {
  const float stored = std::round(value / by.scale[0]) + static_cast<float>(by.zero_point[0]);
  return static_cast<int8_t>(std::clamp(stored, -128.0f, 127.0f));
}

float Real(int8_t stored, const ai_quantization_info& by) {
  return by.scale[0] * static_cast<float>(stored - by.zero_point[0]);
}

int8_t& Element(ai_tensor* tensor) { return *static_cast<int8_t*>(tensor->dltensor.data); }

}  // namespace

// The instance and its activations last as long as the call: a call that comes in the middle of it has its own.
float Sine(float degrees) {
  constexpr float kRadians = 3.14159265f / 180.0f;
  alignas(AI_ALIGNMENT) uint8_t activations[HELLO_WORLD_INT8_ACTIVATIONS_SIZE];
  ai_handle model;
  if (ai_create(&hello_world_int8_model, activations, &model) != AI_STATUS_OK) __builtin_trap();
  ai_tensor* input = ai_get_input(model, 0);
  Element(input) = Quantized(degrees * kRadians, *ai_get_quantization(input));
  if (ai_run(model) != AI_STATUS_OK) __builtin_trap();
  ai_tensor* output = ai_get_output(model, 0);
  const float sine = Real(Element(output), *ai_get_quantization(output));
  ai_destroy(model);
  return sine;
}

const void* Weights() { return hello_world_int8_model.params; }

}  // namespace trustzone
