/* Made by harness 0.1.0 from hello_world_int8.tflite; changes are lost.
 * input 0: int8 1x1 x
 * output 0: int8 1x1 layer2
 */
#ifndef HARNESS_MODEL_HELLO_WORLD_INT8_H_
#define HARNESS_MODEL_HELLO_WORLD_INT8_H_

#include "micro_tests/runtime/ai_runtime_api.h"

#define HELLO_WORLD_INT8_ACTIVATIONS_SIZE AI_ACTIVATIONS_SIZE(32, 2)

#ifdef __cplusplus
extern "C" {
#endif
extern const ai_model_info hello_world_int8_model;
#ifdef __cplusplus
}
#endif

#endif /* HARNESS_MODEL_HELLO_WORLD_INT8_H_ */
