// depthwise_conv against the reference interpreter: its parameters, one at a time.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/depthwise_conv.h"
#include "micro_tests/kernels/filter_case_support.h"
#include "micro_tests/kernels/golden/depthwise_conv_sweep.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::FilterCase<float>& c, float* output) {
  nn::DepthwiseConv(c.window, c.activation, c.input_shape, c.input, c.filter, c.bias, c.output_shape, output);
}

void Run(const golden::FilterCase<int8_t>& c, int8_t* output) {
  nn::DepthwiseConv(c.window, golden::RequantizationOf(c), c.input_shape, c.input, c.filter, c.bias,
                    c.output_shape, output);
}

template <typename T>
void Check(const golden::FilterCase<T>& c) {
  EXPECT_TRUE(nn::OutputShape(c.window, c.input_shape, c.output_shape.channels) == c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  Run(c, output);
  EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TEST(DepthwiseConvSweepTest, Multiplier1) { Check(golden::depthwise_conv_sweep::kMultiplier1); }
TEST(DepthwiseConvSweepTest, Multiplier1Quantized) {
  Check(golden::depthwise_conv_sweep::kMultiplier1Quantized);
}
TEST(DepthwiseConvSweepTest, Multiplier3) { Check(golden::depthwise_conv_sweep::kMultiplier3); }
TEST(DepthwiseConvSweepTest, Multiplier3Quantized) {
  Check(golden::depthwise_conv_sweep::kMultiplier3Quantized);
}
TEST(DepthwiseConvSweepTest, SamePadding) { Check(golden::depthwise_conv_sweep::kSamePadding); }
TEST(DepthwiseConvSweepTest, SamePaddingQuantized) {
  Check(golden::depthwise_conv_sweep::kSamePaddingQuantized);
}
TEST(DepthwiseConvSweepTest, SamePaddingStride2) { Check(golden::depthwise_conv_sweep::kSamePaddingStride2); }
TEST(DepthwiseConvSweepTest, SamePaddingStride2Quantized) {
  Check(golden::depthwise_conv_sweep::kSamePaddingStride2Quantized);
}
TEST(DepthwiseConvSweepTest, Dilation) { Check(golden::depthwise_conv_sweep::kDilation); }
TEST(DepthwiseConvSweepTest, DilationQuantized) { Check(golden::depthwise_conv_sweep::kDilationQuantized); }
TEST(DepthwiseConvSweepTest, TwoBatches) { Check(golden::depthwise_conv_sweep::kTwoBatches); }
TEST(DepthwiseConvSweepTest, TwoBatchesQuantized) {
  Check(golden::depthwise_conv_sweep::kTwoBatchesQuantized);
}
TEST(DepthwiseConvSweepTest, Relu6) { Check(golden::depthwise_conv_sweep::kRelu6); }
TEST(DepthwiseConvSweepTest, Relu6Quantized) { Check(golden::depthwise_conv_sweep::kRelu6Quantized); }
TEST(DepthwiseConvSweepTest, ReluN1To1) { Check(golden::depthwise_conv_sweep::kReluN1To1); }
TEST(DepthwiseConvSweepTest, ReluN1To1Quantized) { Check(golden::depthwise_conv_sweep::kReluN1To1Quantized); }
TEST(DepthwiseConvSweepTest, NoBias) { Check(golden::depthwise_conv_sweep::kNoBias); }
TEST(DepthwiseConvSweepTest, NoBiasQuantized) { Check(golden::depthwise_conv_sweep::kNoBiasQuantized); }
TEST(DepthwiseConvSweepTest, FullMantissas) { Check(golden::depthwise_conv_sweep::kFullMantissas); }
TEST(DepthwiseConvSweepTest, SaturatesQuantized) { Check(golden::depthwise_conv_sweep::kSaturatesQuantized); }
TEST(DepthwiseConvSweepTest, TiesQuantized) { Check(golden::depthwise_conv_sweep::kTiesQuantized); }
TEST(DepthwiseConvSweepTest, ThirdsQuantized) { Check(golden::depthwise_conv_sweep::kThirdsQuantized); }

TF_LITE_MICRO_TESTS_MAIN
