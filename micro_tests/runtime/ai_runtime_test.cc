// The runtime of compiled models, on two models written by hand: y = 2x + 1 and y = a * b.
#include "micro_tests/runtime/ai_runtime_api.h"

#include <cstring>

#include "micro_tests/framework/micro_test.h"
#include "micro_tests/runtime/ai_fixed_point.h"

namespace {

constexpr uint32_t kArena = 64;
const int64_t kShape[] = {1, 4};
const float kScale = 0.5f;
const int32_t kZeroPoint = -3;
const ai_quantization_info kQuant = {-1, &kScale, &kZeroPoint};
constexpr DLDataType kInt32 = {kDLInt, 32, 1};
const uint8_t kParams[16] = {1};

int32_t* At(ai_ptr activations, uint32_t offset) { return reinterpret_cast<int32_t*>(activations + offset); }

int32_t Double(ai_ptr activations) {
  for (int i = 0; i < 4; ++i) At(activations, 16)[i] = 2 * At(activations, 0)[i];
  return 0;
}
int32_t AddOne(ai_ptr activations) {
  for (int i = 0; i < 4; ++i) At(activations, 32)[i] = At(activations, 16)[i] + 1;
  return 0;
}
int32_t Multiply(ai_ptr activations) {
  for (int i = 0; i < 4; ++i) At(activations, 32)[i] = At(activations, 0)[i] * At(activations, 16)[i];
  return 0;
}
int32_t Refuse(ai_ptr) { return -1; }

const ai_node kLineNodes[] = {{"double", Double}, {"add_one", AddOne}};
const ai_tensor_info kLineInputs[] = {{"x", 0, 2, kShape, kInt32, &kQuant}};
const ai_tensor_info kOutputs[] = {{"y", 32, 2, kShape, kInt32, nullptr}};
const ai_model_info kLine = {"line", "today", "r1", "by hand", AI_API_VERSION, 2, 1, 1, kArena,
                             AI_ACTIVATIONS_SIZE(kArena, 2), sizeof kParams, kParams, kLineNodes, kLineInputs,
                             kOutputs};

const ai_node kProductNodes[] = {{"multiply", Multiply}};
const ai_tensor_info kProductInputs[] = {{"a", 0, 2, kShape, kInt32, nullptr}, {"b", 16, 2, kShape, kInt32, nullptr}};
const ai_model_info kProduct = {"product", "today", "r2", "by hand", AI_API_VERSION, 1, 2, 1, kArena,
                                AI_ACTIVATIONS_SIZE(kArena, 3), 0, nullptr, kProductNodes, kProductInputs, kOutputs};

const ai_node kBadNodes[] = {{"double", Double}, {"refuse", Refuse}};
const ai_model_info kBad = {"bad", "", "", "", AI_API_VERSION, 2, 1, 1, kArena, AI_ACTIVATIONS_SIZE(kArena, 2), 0,
                            nullptr, kBadNodes, kLineInputs, kOutputs};

struct alignas(AI_ALIGNMENT) Pool {
  uint8_t bytes[AI_ACTIVATIONS_SIZE(kArena, 3)];
};
__attribute__((section(".nn_data_act"))) Pool pools[3];

int32_t* Data(ai_tensor* tensor) { return static_cast<int32_t*>(tensor->dltensor.data); }

int calls[2][2];
void Count(ai_handle, uint32_t node, int32_t after, void* data) { ++(*static_cast<int(*)[2][2]>(data))[node][after]; }

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(InstancesOfOneModelDoNotShareActivations) {
  ai_handle first = nullptr;
  ai_handle second = nullptr;
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_create(&kLine, pools[0].bytes, &first));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_create(&kLine, pools[1].bytes, &second));
  for (int i = 0; i < 4; ++i) {
    Data(ai_get_input(first, 0))[i] = i;
    Data(ai_get_input(second, 0))[i] = 10 * i;
  }
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_run(first));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_run(second));
  for (int i = 0; i < 4; ++i) {
    TF_LITE_MICRO_EXPECT_EQ(2 * i + 1, Data(ai_get_output(first, 0))[i]);
    TF_LITE_MICRO_EXPECT_EQ(20 * i + 1, Data(ai_get_output(second, 0))[i]);
  }
}

TF_LITE_MICRO_TEST(TwoModelsRunInTurn) {
  ai_handle line = nullptr;
  ai_handle product = nullptr;
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_create(&kLine, pools[0].bytes, &line));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_create(&kProduct, pools[1].bytes, &product));
  TF_LITE_MICRO_EXPECT_EQ(2, ai_get_input_size(product));
  for (int i = 0; i < 4; ++i) {
    Data(ai_get_input(line, 0))[i] = i;
    Data(ai_get_input(product, 0))[i] = i;
    Data(ai_get_input(product, 1))[i] = i + 1;
  }
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_run(line));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_run(product));
  for (int i = 0; i < 4; ++i) {
    TF_LITE_MICRO_EXPECT_EQ(2 * i + 1, Data(ai_get_output(line, 0))[i]);
    TF_LITE_MICRO_EXPECT_EQ(i * (i + 1), Data(ai_get_output(product, 0))[i]);
  }
}

TF_LITE_MICRO_TEST(AnInstanceTellsWhatItIs) {
  ai_handle line = nullptr;
  ai_create(&kLine, pools[0].bytes, &line);
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("line", ai_get_name(line)));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("r1", ai_get_revision(line)));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("today", ai_get_datetime(line)));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("by hand", ai_get_tool_version(line)));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp(AI_API_VERSION, ai_get_api_version(line)));
  TF_LITE_MICRO_EXPECT_EQ(2u, ai_get_node_size(line));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("add_one", ai_get_node_name(line, 1)));
  TF_LITE_MICRO_EXPECT_EQ(kLine.activations_size, ai_get_activations_size(line));
  TF_LITE_MICRO_EXPECT_EQ(16u, ai_get_params_size(line));
  TF_LITE_MICRO_EXPECT(ai_get_activations(line) == pools[0].bytes);
  TF_LITE_MICRO_EXPECT(ai_get_params(line) == kParams);
  const ai_tensor* x = ai_get_input(line, 0);
  TF_LITE_MICRO_EXPECT_EQ(2, x->dltensor.ndim);
  TF_LITE_MICRO_EXPECT_EQ(4, static_cast<int>(x->dltensor.shape[1]));
  TF_LITE_MICRO_EXPECT_EQ(16u, ai_get_tensor_bytes(x));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("x", x->name));
  TF_LITE_MICRO_EXPECT_EQ(-3, ai_get_quantization(x)->zero_point[0]);
  TF_LITE_MICRO_EXPECT(ai_get_quantization(ai_get_output(line, 0)) == nullptr);
}

TF_LITE_MICRO_TEST(MistakesAreTold) {
  ai_handle handle = pools;
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_create(&kLine, pools[0].bytes + 1, &handle));
  TF_LITE_MICRO_EXPECT(handle == nullptr);
  TF_LITE_MICRO_EXPECT(strstr(ai_get_error(nullptr), "aligned") != nullptr);
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_create(nullptr, pools[0].bytes, &handle));
  TF_LITE_MICRO_EXPECT(strstr(ai_get_error(nullptr), "no model") != nullptr);
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_create(&kLine, nullptr, &handle));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_create(&kLine, pools[0].bytes, nullptr));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_run(nullptr));

  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_create(&kLine, pools[0].bytes, &handle));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("", ai_get_error(handle)));
  TF_LITE_MICRO_EXPECT(ai_get_input(handle, 1) == nullptr);
  TF_LITE_MICRO_EXPECT(strstr(ai_get_error(handle), "no input") != nullptr);
  TF_LITE_MICRO_EXPECT(ai_get_output(handle, -1) == nullptr);

  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_OK, ai_destroy(handle));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_run(handle));
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_destroy(handle));
  TF_LITE_MICRO_EXPECT_EQ(-1, ai_get_input_size(handle));
}

TF_LITE_MICRO_TEST(AKernelThatFailsIsNamed) {
  ai_handle handle = nullptr;
  ai_create(&kBad, pools[0].bytes, &handle);
  TF_LITE_MICRO_EXPECT_EQ(AI_STATUS_ERROR, ai_run(handle));
  TF_LITE_MICRO_EXPECT_EQ(0, strcmp("refuse", ai_get_error(handle)));
}

TF_LITE_MICRO_TEST(AnObserverSeesEveryKernel) {
  ai_handle handle = nullptr;
  ai_create(&kLine, pools[2].bytes, &handle);
  ai_set_observer(handle, Count, &calls);
  ai_run(handle);
  ai_set_observer(handle, nullptr, nullptr);
  ai_run(handle);
  for (const auto& node : calls) {
    TF_LITE_MICRO_EXPECT_EQ(1, node[0]);
    TF_LITE_MICRO_EXPECT_EQ(1, node[1]);
  }
}

// The values of kernels/quantization_test, which come from LiteRT's definitions.
TF_LITE_MICRO_TEST(FixedPointRoundsAsTFLite) {
  TF_LITE_MICRO_EXPECT_EQ(2, ai_rescale(3, 1 << 30, 0));        // 1.5
  TF_LITE_MICRO_EXPECT_EQ(-1, ai_rescale(-3, 1 << 30, 0));      // -1.5: a tie goes up
  TF_LITE_MICRO_EXPECT_EQ(12, ai_rescale(3, 1 << 30, 3));
  TF_LITE_MICRO_EXPECT_EQ(2, ai_rescale(5, 1 << 30, -1));       // 2.5 -> 3, then 1.5 -> 2
  TF_LITE_MICRO_EXPECT_EQ(1, ai_rescale_once(5, 1 << 30, -1));  // 1.25
  TF_LITE_MICRO_EXPECT_EQ(-2, ai_rescale_once(-3, 1 << 30, 0));  // -1.5: a tie goes away from zero
}

TF_LITE_MICRO_TESTS_END
