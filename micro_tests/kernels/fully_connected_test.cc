// fully_connected against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/fully_connected.h"
#include "micro_tests/kernels/filter_case_support.h"
#include "micro_tests/kernels/golden/fully_connected.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

template <typename T>
nn::FullyConnectedSize SizeOf(const golden::FilterCase<T>& c) {
  return {c.input_shape.batches, c.input_shape.channels, c.output_shape.channels};
}

void Run(const golden::FilterCase<float>& c, float* output) {
  nn::FullyConnected(SizeOf(c), c.activation, c.input, c.filter, c.bias, output);
}

void Run(const golden::FilterCase<int8_t>& c, int8_t* output) {
  nn::FullyConnected(SizeOf(c), golden::RequantizationOf(c), c.input, c.filter, c.bias, output);
}

template <typename T>
void Check(const golden::FilterCase<T>& c) {
  T* output = golden::Buffer<T>().fresh();
  Run(c, output);
  TF_LITE_MICRO_EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::fully_connected::kSimpleTest); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::fully_connected::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(SimpleTestRelu) { Check(golden::fully_connected::kSimpleTestRelu); }
TF_LITE_MICRO_TEST(SimpleTestReluQuantized) { Check(golden::fully_connected::kSimpleTestReluQuantized); }
TF_LITE_MICRO_TEST(Relu6) { Check(golden::fully_connected::kRelu6); }
TF_LITE_MICRO_TEST(Relu6Quantized) { Check(golden::fully_connected::kRelu6Quantized); }
TF_LITE_MICRO_TEST(ReluN1To1) { Check(golden::fully_connected::kReluN1To1); }
TF_LITE_MICRO_TEST(ReluN1To1Quantized) { Check(golden::fully_connected::kReluN1To1Quantized); }
TF_LITE_MICRO_TEST(NoBias) { Check(golden::fully_connected::kNoBias); }
TF_LITE_MICRO_TEST(NoBiasQuantized) { Check(golden::fully_connected::kNoBiasQuantized); }
TF_LITE_MICRO_TEST(SingleInputSingleOutput) { Check(golden::fully_connected::kSingleInputSingleOutput); }
TF_LITE_MICRO_TEST(SingleInputSingleOutputQuantized) {
  Check(golden::fully_connected::kSingleInputSingleOutputQuantized);
}
TF_LITE_MICRO_TEST(FullMantissas) { Check(golden::fully_connected::kFullMantissas); }
TF_LITE_MICRO_TEST(OneScaleQuantized) { Check(golden::fully_connected::kOneScaleQuantized); }
TF_LITE_MICRO_TEST(SaturatesQuantized) { Check(golden::fully_connected::kSaturatesQuantized); }
TF_LITE_MICRO_TEST(TiesQuantized) { Check(golden::fully_connected::kTiesQuantized); }
TF_LITE_MICRO_TEST(LongRowsQuantized) { Check(golden::fully_connected::kLongRowsQuantized); }
TF_LITE_MICRO_TEST(ThirdsQuantized) { Check(golden::fully_connected::kThirdsQuantized); }

TF_LITE_MICRO_TESTS_END
