/* The runtime of compiled models, with the calls of the STM32 runtime that TVM once had
 * (apps/microtvm, "STM32 Runtime API"). C99, no heap: an instance lives in the activations that it is given.
 *
 * A model is one ai_model_info, made by `harness` from a .tflite or .onnx file. It is constant; any number of
 * instances may run it, each with activations of its own:
 *
 *   static uint8_t pool[SINE_ACTIVATIONS_SIZE] __attribute__((aligned(16), section(".nn_data_act")));
 *   ai_handle sine;
 *   if (ai_create(&sine_model, pool, &sine) != AI_STATUS_OK) puts(ai_get_error(sine));
 *   ((float *)ai_get_input(sine, 0)->dltensor.data)[0] = 1.0f;
 *   ai_run(sine);
 *   y = ((float *)ai_get_output(sine, 0)->dltensor.data)[0];
 *
 * Inputs may be overwritten by a run: fill them before each. Outputs stay until the next one.
 */
#ifndef MICRO_TESTS_RUNTIME_AI_RUNTIME_API_H_
#define MICRO_TESTS_RUNTIME_AI_RUNTIME_API_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AI_API_VERSION "1.0"
#define AI_ALIGNMENT 16

/* DLPack's layout (github.com/dmlc/dlpack), for whoever has no dlpack.h of his own. */
#ifndef DLPACK_VERSION
typedef enum { kDLInt = 0U, kDLUInt = 1U, kDLFloat = 2U, kDLBool = 6U } DLDataTypeCode;
typedef enum { kDLCPU = 1 } DLDeviceType;
typedef struct {
  DLDeviceType device_type;
  int32_t device_id;
} DLDevice;
typedef struct {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
} DLDataType;
typedef struct {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides; /* NULL: dense, the last dimension runs fastest */
  uint64_t byte_offset;
} DLTensor;
#endif

typedef uint8_t* ai_ptr;
typedef void* ai_handle; /* NULL: none */

typedef enum { AI_STATUS_OK = 0, AI_STATUS_ERROR = 1 } ai_status;

/* real = scale[i] * (stored - zero_point[i]), with one pair for the whole tensor (dim is -1). */
typedef struct {
  int32_t dim;
  const float* scale;
  const int32_t* zero_point;
} ai_quantization_info;

typedef struct {
  DLTensor dltensor;
  const ai_quantization_info* quant; /* NULL: not quantized */
  const char* name;
} ai_tensor;

/* One call of a kernel. 0: it went well. */
typedef struct {
  const char* name;
  int32_t (*run)(ai_ptr activations);
} ai_node;

/* Where an input or output lies in the activations, and what it is. */
typedef struct {
  const char* name;
  uint32_t offset;
  int32_t ndim;
  const int64_t* shape;
  DLDataType dtype;
  const ai_quantization_info* quant;
} ai_tensor_info;

typedef struct {
  const char* name;
  const char* datetime; /* the content's hash: a build is the same on any day */
  const char* revision;
  const char* tool_version;
  const char* api_version;
  uint32_t n_nodes;
  uint32_t n_inputs;
  uint32_t n_outputs;
  uint32_t arena_size;       /* bytes of tensors and workspace */
  uint32_t activations_size; /* the arena and the instance behind it: what ai_create needs */
  uint32_t params_size;      /* bytes of weights */
  const uint8_t* params;
  const ai_node* nodes;
  const ai_tensor_info* inputs;
  const ai_tensor_info* outputs;
} ai_model_info;

/* What an instance keeps behind the arena; for AI_ACTIVATIONS_SIZE alone. */
typedef struct {
  uint32_t magic;
  const ai_model_info* model;
  ai_ptr activations;
  const char* error;
  ai_tensor* inputs;
  ai_tensor* outputs;
  void (*observer)(ai_handle, uint32_t, int32_t, void*);
  void* observer_data;
} ai_instance;

/* Bytes of activations for an arena of so many bytes (a multiple of AI_ALIGNMENT) and so many inputs and outputs. */
#define AI_ACTIVATIONS_SIZE(arena, tensors) \
  ((uint32_t)((arena) + (sizeof(ai_instance) + 15) / 16 * 16 + (tensors) * sizeof(ai_tensor)))

/* A new instance in `activations`: activations_size bytes, aligned to AI_ALIGNMENT, its own until ai_destroy. */
ai_status ai_create(const ai_model_info* nn, ai_ptr activations, ai_handle* handle);
ai_status ai_destroy(ai_handle handle);

/* What went wrong last, "" if nothing did. With NULL: why the last ai_create failed. */
const char* ai_get_error(ai_handle handle);

int32_t ai_get_input_size(ai_handle handle); /* how many there are; -1: no such instance */
int32_t ai_get_output_size(ai_handle handle);
ai_tensor* ai_get_input(ai_handle handle, int32_t index); /* NULL: no such one */
ai_tensor* ai_get_output(ai_handle handle, int32_t index);
const ai_quantization_info* ai_get_quantization(const ai_tensor* tensor);
uint32_t ai_get_tensor_bytes(const ai_tensor* tensor);

ai_status ai_run(ai_handle handle);

/* Calls `observer` around every kernel: (handle, node, 0 before it and 1 after it, data). NULL ends that. */
ai_status ai_set_observer(ai_handle handle, void (*observer)(ai_handle, uint32_t, int32_t, void*), void* data);

const char* ai_get_name(ai_handle handle);
const char* ai_get_datetime(ai_handle handle);
const char* ai_get_revision(ai_handle handle);
const char* ai_get_tool_version(ai_handle handle);
const char* ai_get_api_version(ai_handle handle);
uint32_t ai_get_node_size(ai_handle handle); /* how many kernels a run calls */
const char* ai_get_node_name(ai_handle handle, uint32_t index);
uint32_t ai_get_activations_size(ai_handle handle);
uint32_t ai_get_params_size(ai_handle handle);
ai_ptr ai_get_activations(ai_handle handle);
const uint8_t* ai_get_params(ai_handle handle);

#ifdef __cplusplus
}
#endif

#endif /* MICRO_TESTS_RUNTIME_AI_RUNTIME_API_H_ */
