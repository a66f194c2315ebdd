/* Made by harness 0.1.0 from hello_world_int8.tflite; changes are lost. */
#include "hello_world_int8.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "micro_tests/runtime/ai_fixed_point.h"


/* Weights, little endian. */
__attribute__((section(".nn_weights"), aligned(16)))
static const uint32_t weights[] = {
  0x817f7f81, 0x817f7f81, 0x7f7f817f, 0x7f7f7f81, 0xffffc5a0, 0x00003a7f, 0xffff987f, 0x000011f5,
  0xfffff125, 0xffffdcc4, 0xffffd681, 0xffffce3c, 0x00001a99, 0x00001b63, 0xffffc9d7, 0x00001a5e,
  0x00003f1f, 0xffffd050, 0x00000b3e, 0xfffeedd9, 0x426dc247, 0x47a5ea40, 0x4bf8ce14, 0x70ef5ed2,
  0x40507024, 0x7be32449, 0x4e4ea88e, 0x4c7353db, 0x5b11de6c, 0x518b69fd, 0x4fb5380b, 0x7d5b4a3c,
  0x4c23291c, 0x4d3ccf76, 0x7120d1d7, 0x581a3d8d, 0xfffffff9, 0xfffffff9, 0xfffffff7, 0xfffffff9,
  0xfffffffb, 0xfffffff9, 0xfffffffa, 0xfffffffa, 0xfffffffa, 0xfffffff8, 0xfffffffb, 0xfffffff8,
  0xfffffff8, 0xfffffffa, 0xfffffff6, 0xfffffff4, 0x2e18e7c6, 0xc1b87f01, 0x1667c81d, 0x9ec93cf5,
  0xfffb1e2a, 0x0beee981, 0x1ee61a34, 0xca29d4f8, 0x560ba482, 0x7fed46d0, 0x3242e85e, 0x24dcf726,
  0xb40eba1a, 0x1a432681, 0xcb274d4a, 0xebf8cab5, 0x218f4800, 0xc3f604d3, 0xe701973c, 0x357fd8d2,
  0xec026eff, 0xd3080bc0, 0xe608f781, 0x5ae0b9c1, 0xdf23817d, 0x1afdef7f, 0xf403fb10, 0xd8c0ecd5,
  0xecf1e2de, 0xfe03f501, 0xc00cecef, 0x0a81f008, 0xd0cd2b10, 0x7f90861a, 0x0e321a4f, 0xcb2b06fe,
  0xf98baf48, 0xb90d51e2, 0x7fc5a8e2, 0xa3c4be19, 0xf61c8153, 0xe20e2c2c, 0xc12629c8, 0x5d0332d3,
  0xfdfb0b08, 0x810fd2ef, 0x13e525f2, 0x12d8180d, 0x11af05ec, 0x8187c000, 0x714844cb, 0x94b2811d,
  0xf8037fec, 0xb72e091b, 0x221894cd, 0x05e860bd, 0xf909dc39, 0xeed5ee16, 0x2121e140, 0xfbb9d57f,
  0x39737f04, 0x8de7e264, 0x0f22791e, 0x65f519e8, 0xfffff1c5, 0xffffd988, 0x00006f11, 0xffffbf78,
  0xffffd093, 0xffff8d80, 0xffffee4e, 0xffff5d6c, 0x00001255, 0xffff3d8c, 0x000034d0, 0xffffbcde,
  0xffff109d, 0x00000c32, 0x00002498, 0x00010520, 0x5ded4680, 0x6c6e8632, 0x47edbe13, 0x59862539,
  0x5a517db1, 0x505bd6cd, 0x626a9887, 0x4d7744af, 0x4d545f68, 0x5a2f3470, 0x74c80d4d, 0x536fef62,
  0x46ea75ac, 0x446b3d2d, 0x684ab27f, 0x47687694, 0xfffffffa, 0xfffffffa, 0xfffffffa, 0xfffffffa,
  0xfffffffa, 0xfffffffa, 0xfffffffa, 0xfffffffb, 0xfffffffa, 0xfffffff9, 0xfffffffa, 0xfffffffc,
  0xfffffffa, 0xfffffffa, 0xfffffffa, 0xfffffffa, 0x2838120b, 0xf6e57fc7, 0x24d722f7, 0x4d86d659,
  0x0000593c, 0x00000000, 0x00000000, 0x00000000};

static int32_t fully_connected(int8_t* restrict p_x, int8_t* restrict p_B, int32_t* restrict p_C, int32_t* restrict p_D, int32_t* restrict p_E, int8_t* restrict p_dense_out) {
  int32_t dense_sum_ptr[1];
  for (int32_t o = 0; o < 16; ++o) {
    dense_sum_ptr[0] = 0;
    dense_sum_ptr[0] = (dense_sum_ptr[0] + (((int32_t)p_x[0]) * ((int32_t)p_B[o])));
    int32_t v_ = ai_rescale_once((dense_sum_ptr[0] + p_C[o]), p_D[o], p_E[o]) - 128;
    int32_t v__1 = (v_) < (127) ? (v_) : (127);
    p_dense_out[o] = ((int8_t)((v__1) > (-128) ? (v__1) : (-128)));
  }
  return 0;
}

static int32_t fully_connected1(int8_t* restrict p_A, int8_t* restrict p_B, int32_t* restrict p_C, int32_t* restrict p_D, int32_t* restrict p_E, int8_t* restrict p_dense_out) {
  int32_t dense_sum_ptr[1];
  for (int32_t o = 0; o < 16; ++o) {
    dense_sum_ptr[0] = 0;
    for (int32_t k = 0; k < 16; ++k) {
      dense_sum_ptr[0] = (dense_sum_ptr[0] + (((int32_t)p_A[k]) * ((int32_t)p_B[((o * 16) + k)])));
    }
    int32_t v_ = ai_rescale_once((dense_sum_ptr[0] + p_C[o]), p_D[o], p_E[o]) - 128;
    int32_t v__1 = (v_) < (127) ? (v_) : (127);
    p_dense_out[o] = ((int8_t)((v__1) > (-128) ? (v__1) : (-128)));
  }
  return 0;
}

static int32_t fully_connected2(int8_t* restrict p_A, int8_t* restrict p_B, int32_t* restrict p_C, int8_t* restrict p_dense_out) {
  int32_t dense_sum_ptr[1];
  dense_sum_ptr[0] = 0;
  for (int32_t k = 0; k < 16; ++k) {
    dense_sum_ptr[0] = (dense_sum_ptr[0] + (((int32_t)p_A[k]) * ((int32_t)p_B[k])));
  }
  int32_t v_ = ai_rescale_once((dense_sum_ptr[0] + p_C[0]), 1734090110, -6) - 1;
  int32_t v__1 = (v_) < (127) ? (v_) : (127);
  p_dense_out[0] = ((int8_t)((v__1) > (-128) ? (v__1) : (-128)));
  return 0;
}

static int32_t node_0(ai_ptr activations) {
  return fully_connected((void*)(activations + 16), (void*)((const uint8_t*)weights + 0), (void*)((const uint8_t*)weights + 16), (void*)((const uint8_t*)weights + 80), (void*)((const uint8_t*)weights + 144), (void*)(activations + 0));
}

static int32_t node_1(ai_ptr activations) {
  return fully_connected1((void*)(activations + 0), (void*)((const uint8_t*)weights + 208), (void*)((const uint8_t*)weights + 464), (void*)((const uint8_t*)weights + 528), (void*)((const uint8_t*)weights + 592), (void*)(activations + 16));
}

static int32_t node_2(ai_ptr activations) {
  return fully_connected2((void*)(activations + 16), (void*)((const uint8_t*)weights + 656), (void*)((const uint8_t*)weights + 672), (void*)(activations + 0));
}

static const ai_node nodes[] = {
  {"fully_connected", node_0},
  {"fully_connected1", node_1},
  {"fully_connected2", node_2}};

static const int64_t input_0_shape[] = {1, 1};
static const float input_0_scale = 2.46399418e-02f;
static const int32_t input_0_zero_point = -128;
static const ai_quantization_info input_0_quant = {-1, &input_0_scale, &input_0_zero_point};
static const ai_tensor_info inputs[] = {
  {"x", 16, 2, input_0_shape, {kDLInt, 8, 1}, &input_0_quant}};

static const int64_t output_0_shape[] = {1, 1};
static const float output_0_scale = 7.86498655e-03f;
static const int32_t output_0_zero_point = -1;
static const ai_quantization_info output_0_quant = {-1, &output_0_scale, &output_0_zero_point};
static const ai_tensor_info outputs[] = {
  {"layer2", 0, 2, output_0_shape, {kDLInt, 8, 1}, &output_0_quant}};

const ai_model_info hello_world_int8_model = {
  .name = "hello_world_int8",
  .datetime = "38aaa3e2f578a617",
  .revision = "38aaa3e2f578a617",
  .tool_version = "harness 0.1.0",
  .api_version = AI_API_VERSION,
  .n_nodes = 3,
  .n_inputs = 1,
  .n_outputs = 1,
  .arena_size = 32,
  .activations_size = AI_ACTIVATIONS_SIZE(32, 2),
  .params_size = 688,
  .params = (const uint8_t*)weights,
  .nodes = nodes,
  .inputs = inputs,
  .outputs = outputs,
};
