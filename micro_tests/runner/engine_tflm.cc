// Models in TensorFlow Lite Micro's interpreter. The header of the model names its operators and its data.
#include HARNESS_MODEL_HEADER

#include <cstring>

#include "micro_tests/runner/engine.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/micro_profiler_interface.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace runner {
namespace {

Observer watching = nullptr;
const char* error = "";

class Profiler : public tflite::MicroProfilerInterface {
 public:
  uint32_t BeginEvent(const char* tag) override {
    tag_ = tag;
    if (watching != nullptr) watching(false, tag);
    return 0;
  }
  void EndEvent(uint32_t) override {
    if (watching != nullptr) watching(true, tag_);
  }

 private:
  const char* tag_ = "";
};

__attribute__((section(".nn_data_act"), aligned(16))) uint8_t arena[HARNESS_ARENA_BYTES];
Profiler profiler;
tflite::MicroInterpreter* interpreter = nullptr;
const tflite::Model* model = nullptr;

const char* NameOf(int32_t index) {
  const auto* name = model->subgraphs()->Get(0)->tensors()->Get(static_cast<uint32_t>(index))->name();
  return name != nullptr ? name->c_str() : "";
}

const char* TypeName(TfLiteType type) {
  switch (type) {
    case kTfLiteFloat32:
      return "float32";
    case kTfLiteInt8:
      return "int8";
    case kTfLiteUInt8:
      return "uint8";
    case kTfLiteInt16:
      return "int16";
    case kTfLiteInt32:
      return "int32";
    case kTfLiteInt64:
      return "int64";
    default:
      return "bool";
  }
}

bool Describe(TfLiteTensor* from, const char* name, Tensor* to) {
  if (from == nullptr || from->dims->size > 8) return false;
  *to = {name, TypeName(from->type), reinterpret_cast<uint8_t*>(from->data.raw), from->bytes, from->dims->size, {},
         from->params.scale, from->params.zero_point};
  for (int i = 0; i < to->dimensions; ++i) to->shape[i] = from->dims->data[i];
  return true;
}

}  // namespace

bool Start() {
  static tflite::MicroMutableOpResolver<HARNESS_OPERATOR_COUNT> resolver;
  HARNESS_ADD_OPERATORS(resolver)
  model = tflite::GetModel(kHarnessModel);
  static tflite::MicroInterpreter made(model, resolver, arena, sizeof arena, nullptr, &profiler);
  interpreter = &made;
  if (interpreter->AllocateTensors() == kTfLiteOk) return true;
  error = "AllocateTensors failed, the console says why";
  return false;
}

const char* Error() { return error; }

Facts About() {
  const uint32_t used = static_cast<uint32_t>(interpreter->arena_used_bytes());
  return {"tflm", HARNESS_MODEL_NAME, HARNESS_MODEL_REVISION, static_cast<int>(interpreter->inputs_size()),
          static_cast<int>(interpreter->outputs_size()), used, static_cast<uint32_t>(sizeof arena),
          static_cast<uint32_t>(sizeof kHarnessModel)};
}

bool Input(int index, Tensor* tensor) {
  if (index < 0 || static_cast<size_t>(index) >= interpreter->inputs_size()) return false;
  const int32_t number = model->subgraphs()->Get(0)->inputs()->Get(static_cast<uint32_t>(index));
  return Describe(interpreter->input(static_cast<size_t>(index)), NameOf(number), tensor);
}

bool Output(int index, Tensor* tensor) {
  if (index < 0 || static_cast<size_t>(index) >= interpreter->outputs_size()) return false;
  const int32_t number = model->subgraphs()->Get(0)->outputs()->Get(static_cast<uint32_t>(index));
  return Describe(interpreter->output(static_cast<size_t>(index)), NameOf(number), tensor);
}

bool Run(Observer observer) {
  watching = observer;
  const bool ok = interpreter->Invoke() == kTfLiteOk;
  watching = nullptr;
  error = ok ? "" : "Invoke failed, the console says why";
  return ok;
}

void RunNothing(Observer observer) {
  watching = observer;
  tflite::MicroProfilerInterface* volatile by_pointer = &profiler;  // as the interpreter calls it
  by_pointer->EndEvent(by_pointer->BeginEvent(""));
  watching = nullptr;
}

}  // namespace runner
