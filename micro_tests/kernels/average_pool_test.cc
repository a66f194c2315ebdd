// average_pool against the reference interpreter.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/golden/average_pool.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/pooling.h"

namespace {

nn::Range<float> RangeOf(const golden::PoolCase<float>& c) { return nn::ActivationRange(c.activation); }

nn::Range<int32_t> RangeOf(const golden::PoolCase<int8_t>& c) {
  return nn::ActivationRange(c.activation, c.quantization);
}

template <typename T>
void Check(const golden::PoolCase<T>& c) {
  EXPECT_TRUE(nn::OutputShape(c.window, c.input_shape, c.input_shape.channels) == c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  nn::AveragePool(c.window, RangeOf(c), c.input_shape, c.input, c.output_shape, output);
  EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TEST(AveragePoolTest, SimpleTest) { Check(golden::average_pool::kSimpleTest); }
TEST(AveragePoolTest, SimpleTestQuantized) { Check(golden::average_pool::kSimpleTestQuantized); }
TEST(AveragePoolTest, Relu) { Check(golden::average_pool::kRelu); }
TEST(AveragePoolTest, ReluQuantized) { Check(golden::average_pool::kReluQuantized); }
TEST(AveragePoolTest, Relu6) { Check(golden::average_pool::kRelu6); }
TEST(AveragePoolTest, Relu6Quantized) { Check(golden::average_pool::kRelu6Quantized); }
TEST(AveragePoolTest, ReluN1To1) { Check(golden::average_pool::kReluN1To1); }
TEST(AveragePoolTest, ReluN1To1Quantized) { Check(golden::average_pool::kReluN1To1Quantized); }
TEST(AveragePoolTest, SamePadding) { Check(golden::average_pool::kSamePadding); }
TEST(AveragePoolTest, SamePaddingQuantized) { Check(golden::average_pool::kSamePaddingQuantized); }
TEST(AveragePoolTest, SamePaddingStride2) { Check(golden::average_pool::kSamePaddingStride2); }
TEST(AveragePoolTest, SamePaddingStride2Quantized) {
  Check(golden::average_pool::kSamePaddingStride2Quantized);
}
TEST(AveragePoolTest, OverlappingWindows) { Check(golden::average_pool::kOverlappingWindows); }
TEST(AveragePoolTest, OverlappingWindowsQuantized) {
  Check(golden::average_pool::kOverlappingWindowsQuantized);
}
TEST(AveragePoolTest, Global) { Check(golden::average_pool::kGlobal); }
TEST(AveragePoolTest, GlobalQuantized) { Check(golden::average_pool::kGlobalQuantized); }
TEST(AveragePoolTest, TwoBatches) { Check(golden::average_pool::kTwoBatches); }
TEST(AveragePoolTest, TwoBatchesQuantized) { Check(golden::average_pool::kTwoBatchesQuantized); }

TF_LITE_MICRO_TESTS_MAIN
