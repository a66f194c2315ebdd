// Compiled models, by the runtime of micro_tests/runtime. HARNESS_MODEL is the model's name.
#include HARNESS_MODEL_HEADER
#include "micro_tests/runner/engine.h"
#include "micro_tests/runtime/ai_runtime_api.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define MODEL JOIN(HARNESS_MODEL, _model)

namespace runner {
namespace {

__attribute__((section(".nn_data_act"), aligned(AI_ALIGNMENT))) uint8_t activations[HARNESS_ACTIVATIONS_BYTES];
ai_handle handle = nullptr;
Observer watching = nullptr;

void Observe(ai_handle instance, uint32_t node, int32_t after, void*) {
  watching(after != 0, ai_get_node_name(instance, node));
}

const char* TypeName(const DLDataType& type) {
  switch (type.code) {
    case kDLFloat:
      return type.bits == 32 ? "float32" : "float64";
    case kDLInt:
      return type.bits == 8 ? "int8" : type.bits == 16 ? "int16" : type.bits == 32 ? "int32" : "int64";
    case kDLUInt:
      return "uint8";
    default:
      return "bool";
  }
}

bool Describe(const ai_tensor* from, Tensor* to) {
  if (from == nullptr || from->dltensor.ndim > 8) return false;
  const ai_quantization_info* quant = ai_get_quantization(from);
  *to = {from->name, TypeName(from->dltensor.dtype), static_cast<uint8_t*>(from->dltensor.data),
         ai_get_tensor_bytes(from), from->dltensor.ndim, {}, 0.0f, 0};
  for (int i = 0; i < to->dimensions; ++i) to->shape[i] = static_cast<int>(from->dltensor.shape[i]);
  if (quant != nullptr) {
    to->scale = quant->scale[0];
    to->zero_point = quant->zero_point[0];
  }
  return true;
}

}  // namespace

bool Start() {
  if (MODEL.activations_size > sizeof activations) return false;
  return ai_create(&MODEL, activations, &handle) == AI_STATUS_OK;
}

const char* Error() { return ai_get_error(handle); }

Facts About() {
  return {"tvm", ai_get_name(handle), ai_get_revision(handle), ai_get_input_size(handle), ai_get_output_size(handle),
          MODEL.arena_size, ai_get_activations_size(handle), ai_get_params_size(handle)};
}

bool Input(int index, Tensor* tensor) { return Describe(ai_get_input(handle, index), tensor); }
bool Output(int index, Tensor* tensor) { return Describe(ai_get_output(handle, index), tensor); }

bool Run(Observer observer) {
  watching = observer;
  ai_set_observer(handle, observer != nullptr ? Observe : nullptr, nullptr);
  return ai_run(handle) == AI_STATUS_OK;
}

void RunNothing(Observer observer) {
  watching = observer;
  // By pointer, as ai_run calls it.
  void (*volatile observe)(ai_handle, uint32_t, int32_t, void*) = Observe;
  observe(handle, 0, 0, nullptr);
  observe(handle, 0, 1, nullptr);
}

}  // namespace runner
