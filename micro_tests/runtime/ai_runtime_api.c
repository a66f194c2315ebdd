#include "micro_tests/runtime/ai_runtime_api.h"

#include <stddef.h>

#define AI_MAGIC 0x41494E53u /* a live instance */
#define ROUNDED(bytes) (((bytes) + (AI_ALIGNMENT - 1)) / AI_ALIGNMENT * AI_ALIGNMENT)

static const char* create_error = "";

/* The instance behind a handle, NULL where it is none. */
static ai_instance* instance_of(ai_handle handle) {
  ai_instance* instance = (ai_instance*)handle;
  return instance != NULL && instance->magic == AI_MAGIC ? instance : NULL;
}

static void describe(ai_tensor* tensor, const ai_tensor_info* info, ai_ptr activations) {
  tensor->dltensor.data = activations + info->offset;
  tensor->dltensor.device.device_type = kDLCPU;
  tensor->dltensor.device.device_id = 0;
  tensor->dltensor.ndim = info->ndim;
  tensor->dltensor.dtype = info->dtype;
  tensor->dltensor.shape = (int64_t*)info->shape; /* DLPack has no const */
  tensor->dltensor.strides = NULL;
  tensor->dltensor.byte_offset = 0;
  tensor->quant = info->quant;
  tensor->name = info->name;
}

static ai_status create_failed(ai_handle* handle, const char* why) {
  create_error = why;
  if (handle != NULL) *handle = NULL;
  return AI_STATUS_ERROR;
}

ai_status ai_create(const ai_model_info* nn, ai_ptr activations, ai_handle* handle) {
  if (handle == NULL) return create_failed(handle, "ai_create: no place for the handle");
  if (nn == NULL) return create_failed(handle, "ai_create: no model");
  if (activations == NULL) return create_failed(handle, "ai_create: no activations");
  if ((uintptr_t)activations % AI_ALIGNMENT != 0) {
    return create_failed(handle, "ai_create: activations are not aligned to 16 bytes");
  }
  ai_instance* instance = (ai_instance*)(activations + nn->arena_size);
  ai_tensor* tensors = (ai_tensor*)((ai_ptr)instance + ROUNDED(sizeof(ai_instance)));
  instance->magic = AI_MAGIC;
  instance->model = nn;
  instance->activations = activations;
  instance->error = "";
  instance->inputs = tensors;
  instance->outputs = tensors + nn->n_inputs;
  instance->observer = NULL;
  instance->observer_data = NULL;
  for (uint32_t i = 0; i < nn->n_inputs; ++i) describe(&instance->inputs[i], &nn->inputs[i], activations);
  for (uint32_t i = 0; i < nn->n_outputs; ++i) describe(&instance->outputs[i], &nn->outputs[i], activations);
  create_error = "";
  *handle = instance;
  return AI_STATUS_OK;
}

ai_status ai_destroy(ai_handle handle) {
  ai_instance* instance = instance_of(handle);
  if (instance == NULL) return AI_STATUS_ERROR;
  instance->magic = 0;
  return AI_STATUS_OK;
}

const char* ai_get_error(ai_handle handle) {
  if (handle == NULL) return create_error;
  const ai_instance* instance = instance_of(handle);
  return instance != NULL ? instance->error : "no such instance";
}

int32_t ai_get_input_size(ai_handle handle) {
  const ai_instance* instance = instance_of(handle);
  return instance != NULL ? (int32_t)instance->model->n_inputs : -1;
}

int32_t ai_get_output_size(ai_handle handle) {
  const ai_instance* instance = instance_of(handle);
  return instance != NULL ? (int32_t)instance->model->n_outputs : -1;
}

ai_tensor* ai_get_input(ai_handle handle, int32_t index) {
  ai_instance* instance = instance_of(handle);
  if (instance == NULL) return NULL;
  if (index >= 0 && (uint32_t)index < instance->model->n_inputs) return &instance->inputs[index];
  instance->error = "ai_get_input: no input of that index";
  return NULL;
}

ai_tensor* ai_get_output(ai_handle handle, int32_t index) {
  ai_instance* instance = instance_of(handle);
  if (instance == NULL) return NULL;
  if (index >= 0 && (uint32_t)index < instance->model->n_outputs) return &instance->outputs[index];
  instance->error = "ai_get_output: no output of that index";
  return NULL;
}

const ai_quantization_info* ai_get_quantization(const ai_tensor* tensor) {
  return tensor != NULL ? tensor->quant : NULL;
}

uint32_t ai_get_tensor_bytes(const ai_tensor* tensor) {
  if (tensor == NULL) return 0;
  uint32_t bytes = (uint32_t)(tensor->dltensor.dtype.bits / 8);
  for (int32_t i = 0; i < tensor->dltensor.ndim; ++i) bytes *= (uint32_t)tensor->dltensor.shape[i];
  return bytes;
}

ai_status ai_run(ai_handle handle) {
  ai_instance* instance = instance_of(handle);
  if (instance == NULL) return AI_STATUS_ERROR;
  const ai_model_info* model = instance->model;
  for (uint32_t i = 0; i < model->n_nodes; ++i) {
    if (instance->observer != NULL) instance->observer(handle, i, 0, instance->observer_data);
    const int32_t status = model->nodes[i].run(instance->activations);
    if (instance->observer != NULL) instance->observer(handle, i, 1, instance->observer_data);
    if (status != 0) {
      instance->error = model->nodes[i].name;
      return AI_STATUS_ERROR;
    }
  }
  instance->error = "";
  return AI_STATUS_OK;
}

ai_status ai_set_observer(ai_handle handle, void (*observer)(ai_handle, uint32_t, int32_t, void*), void* data) {
  ai_instance* instance = instance_of(handle);
  if (instance == NULL) return AI_STATUS_ERROR;
  instance->observer = observer;
  instance->observer_data = data;
  return AI_STATUS_OK;
}

#define INFO(type, name, field, otherwise)                      \
  type ai_get_##name(ai_handle handle) {                        \
    const ai_instance* instance = instance_of(handle);          \
    return instance != NULL ? instance->field : (otherwise);    \
  }
INFO(const char*, name, model->name, "")
INFO(const char*, datetime, model->datetime, "")
INFO(const char*, revision, model->revision, "")
INFO(const char*, tool_version, model->tool_version, "")
INFO(const char*, api_version, model->api_version, "")
INFO(uint32_t, node_size, model->n_nodes, 0)
INFO(uint32_t, activations_size, model->activations_size, 0)
INFO(uint32_t, params_size, model->params_size, 0)
INFO(ai_ptr, activations, activations, NULL)
INFO(const uint8_t*, params, model->params, NULL)

const char* ai_get_node_name(ai_handle handle, uint32_t index) {
  const ai_instance* instance = instance_of(handle);
  return instance != NULL && index < instance->model->n_nodes ? instance->model->nodes[index].name : "";
}
