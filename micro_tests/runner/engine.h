// What the runner needs of a runtime: one model, its tensors, and a run. engine_ai.cc and engine_tflm.cc have it.
#ifndef MICRO_TESTS_RUNNER_ENGINE_H_
#define MICRO_TESTS_RUNNER_ENGINE_H_

#include <cstddef>
#include <cstdint>

namespace runner {

struct Tensor {
  const char* name;
  const char* dtype;
  uint8_t* data;
  size_t bytes;
  int dimensions;
  int shape[8];
  float scale;  // 0: not quantized
  int zero_point;
};

struct Facts {
  const char* runtime;
  const char* model;
  const char* revision;
  int inputs;
  int outputs;
  uint32_t arena_bytes;
  uint32_t activations_bytes;
  uint32_t params_bytes;
};

// Called before and after each layer.
using Observer = void (*)(bool after, const char* layer);

bool Start();  // once; false: Error() says why
const char* Error();
Facts About();
bool Input(int index, Tensor* tensor);  // false: there is none
bool Output(int index, Tensor* tensor);
bool Run(Observer observer);  // nullptr: nobody watches
void RunNothing(Observer observer);  // watched as a layer is, with nothing in between: what watching costs

}  // namespace runner

#endif  // MICRO_TESTS_RUNNER_ENGINE_H_
