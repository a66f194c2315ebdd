// conv against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/conv.h"
#include "micro_tests/kernels/filter_case_support.h"
#include "micro_tests/kernels/golden/conv.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::FilterCase<float>& c, float* output) {
  nn::Conv(c.window, c.activation, c.input_shape, c.input, c.filter, c.bias, c.output_shape, output);
}

void Run(const golden::FilterCase<int8_t>& c, int8_t* output) {
  nn::Conv(c.window, golden::RequantizationOf(c), c.input_shape, c.input, c.filter, c.bias, c.output_shape,
           output);
}

template <typename T>
void Check(const golden::FilterCase<T>& c) {
  TF_LITE_MICRO_EXPECT_TRUE(nn::OutputShape(c.window, c.input_shape, c.output_shape.channels) ==
                            c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  Run(c, output);
  TF_LITE_MICRO_EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::conv::kSimpleTest); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::conv::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(SimpleTestRelu) { Check(golden::conv::kSimpleTestRelu); }
TF_LITE_MICRO_TEST(SimpleTestReluQuantized) { Check(golden::conv::kSimpleTestReluQuantized); }
TF_LITE_MICRO_TEST(Relu6) { Check(golden::conv::kRelu6); }
TF_LITE_MICRO_TEST(Relu6Quantized) { Check(golden::conv::kRelu6Quantized); }
TF_LITE_MICRO_TEST(ReluN1To1) { Check(golden::conv::kReluN1To1); }
TF_LITE_MICRO_TEST(ReluN1To1Quantized) { Check(golden::conv::kReluN1To1Quantized); }
TF_LITE_MICRO_TEST(SamePadding) { Check(golden::conv::kSamePadding); }
TF_LITE_MICRO_TEST(SamePaddingQuantized) { Check(golden::conv::kSamePaddingQuantized); }
TF_LITE_MICRO_TEST(SamePaddingEvenWindow) { Check(golden::conv::kSamePaddingEvenWindow); }
TF_LITE_MICRO_TEST(SamePaddingEvenWindowQuantized) { Check(golden::conv::kSamePaddingEvenWindowQuantized); }
TF_LITE_MICRO_TEST(SamePaddingStride2) { Check(golden::conv::kSamePaddingStride2); }
TF_LITE_MICRO_TEST(SamePaddingStride2Quantized) { Check(golden::conv::kSamePaddingStride2Quantized); }
TF_LITE_MICRO_TEST(UnequalStrides) { Check(golden::conv::kUnequalStrides); }
TF_LITE_MICRO_TEST(UnequalStridesQuantized) { Check(golden::conv::kUnequalStridesQuantized); }
TF_LITE_MICRO_TEST(Dilation2) { Check(golden::conv::kDilation2); }
TF_LITE_MICRO_TEST(Dilation2Quantized) { Check(golden::conv::kDilation2Quantized); }
TF_LITE_MICRO_TEST(DilationSame) { Check(golden::conv::kDilationSame); }
TF_LITE_MICRO_TEST(DilationSameQuantized) { Check(golden::conv::kDilationSameQuantized); }
TF_LITE_MICRO_TEST(Pointwise) { Check(golden::conv::kPointwise); }
TF_LITE_MICRO_TEST(PointwiseQuantized) { Check(golden::conv::kPointwiseQuantized); }
TF_LITE_MICRO_TEST(NoBias) { Check(golden::conv::kNoBias); }
TF_LITE_MICRO_TEST(NoBiasQuantized) { Check(golden::conv::kNoBiasQuantized); }
TF_LITE_MICRO_TEST(WindowOfWholeInput) { Check(golden::conv::kWindowOfWholeInput); }
TF_LITE_MICRO_TEST(WindowOfWholeInputQuantized) { Check(golden::conv::kWindowOfWholeInputQuantized); }
TF_LITE_MICRO_TEST(FullMantissas) { Check(golden::conv::kFullMantissas); }
TF_LITE_MICRO_TEST(OneScaleQuantized) { Check(golden::conv::kOneScaleQuantized); }
TF_LITE_MICRO_TEST(SaturatesQuantized) { Check(golden::conv::kSaturatesQuantized); }
TF_LITE_MICRO_TEST(TiesQuantized) { Check(golden::conv::kTiesQuantized); }
TF_LITE_MICRO_TEST(ThirdsQuantized) { Check(golden::conv::kThirdsQuantized); }

TF_LITE_MICRO_TESTS_END
