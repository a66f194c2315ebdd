// max_pool against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/golden/max_pool.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/pooling.h"

namespace {

nn::Range<float> RangeOf(const golden::PoolCase<float>& c) { return nn::ActivationRange(c.activation); }

nn::Range<int32_t> RangeOf(const golden::PoolCase<int8_t>& c) {
  return nn::ActivationRange(c.activation, c.quantization);
}

template <typename T>
void Check(const golden::PoolCase<T>& c) {
  TF_LITE_MICRO_EXPECT_TRUE(nn::OutputShape(c.window, c.input_shape, c.input_shape.channels) ==
                            c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  nn::MaxPool(c.window, RangeOf(c), c.input_shape, c.input, c.output_shape, output);
  TF_LITE_MICRO_EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::max_pool::kSimpleTest); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::max_pool::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(Relu) { Check(golden::max_pool::kRelu); }
TF_LITE_MICRO_TEST(ReluQuantized) { Check(golden::max_pool::kReluQuantized); }
TF_LITE_MICRO_TEST(Relu6) { Check(golden::max_pool::kRelu6); }
TF_LITE_MICRO_TEST(Relu6Quantized) { Check(golden::max_pool::kRelu6Quantized); }
TF_LITE_MICRO_TEST(ReluN1To1) { Check(golden::max_pool::kReluN1To1); }
TF_LITE_MICRO_TEST(ReluN1To1Quantized) { Check(golden::max_pool::kReluN1To1Quantized); }
TF_LITE_MICRO_TEST(SamePadding) { Check(golden::max_pool::kSamePadding); }
TF_LITE_MICRO_TEST(SamePaddingQuantized) { Check(golden::max_pool::kSamePaddingQuantized); }
TF_LITE_MICRO_TEST(SamePaddingStride2) { Check(golden::max_pool::kSamePaddingStride2); }
TF_LITE_MICRO_TEST(SamePaddingStride2Quantized) { Check(golden::max_pool::kSamePaddingStride2Quantized); }
TF_LITE_MICRO_TEST(OverlappingWindows) { Check(golden::max_pool::kOverlappingWindows); }
TF_LITE_MICRO_TEST(OverlappingWindowsQuantized) { Check(golden::max_pool::kOverlappingWindowsQuantized); }
TF_LITE_MICRO_TEST(Global) { Check(golden::max_pool::kGlobal); }
TF_LITE_MICRO_TEST(GlobalQuantized) { Check(golden::max_pool::kGlobalQuantized); }
TF_LITE_MICRO_TEST(TwoBatches) { Check(golden::max_pool::kTwoBatches); }
TF_LITE_MICRO_TEST(TwoBatchesQuantized) { Check(golden::max_pool::kTwoBatchesQuantized); }

TF_LITE_MICRO_TESTS_END
