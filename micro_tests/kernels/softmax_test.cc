// softmax against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/golden/softmax.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/softmax.h"

namespace {

void Run(const golden::UnaryCase<float, float>& c, float* output) {
  nn::Softmax(c.beta, c.rows, c.depth, c.input, output);
}

void Run(const golden::UnaryCase<int8_t, int8_t>& c, int8_t* output) {
  nn::Softmax(c.beta, c.input_quantization.scale, c.rows, c.depth, c.input, output);
}

template <typename In, typename Out>
void Check(const golden::UnaryCase<In, Out>& c) {
  Out* output = golden::Buffer<Out>().fresh();
  Run(c, output);
  TF_LITE_MICRO_EXPECT_TRUE(golden::Buffer<Out>().guards_intact(c.rows * c.depth));
  for (int32_t i = 0; i < c.rows * c.depth; ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::softmax::kSimpleTest); }
TF_LITE_MICRO_TEST(TwoRows) { Check(golden::softmax::kTwoRows); }
TF_LITE_MICRO_TEST(Beta) { Check(golden::softmax::kBeta); }
TF_LITE_MICRO_TEST(OneElement) { Check(golden::softmax::kOneElement); }
TF_LITE_MICRO_TEST(LargeInputsDoNotOverflow) { Check(golden::softmax::kLargeInputsDoNotOverflow); }
TF_LITE_MICRO_TEST(EqualInputs) { Check(golden::softmax::kEqualInputs); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::softmax::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(ManyRowsQuantized) { Check(golden::softmax::kManyRowsQuantized); }
TF_LITE_MICRO_TEST(BetaQuantized) { Check(golden::softmax::kBetaQuantized); }
TF_LITE_MICRO_TEST(CoarseScaleQuantized) { Check(golden::softmax::kCoarseScaleQuantized); }
TF_LITE_MICRO_TEST(EqualInputsQuantized) { Check(golden::softmax::kEqualInputsQuantized); }
TF_LITE_MICRO_TEST(ExtremesQuantized) { Check(golden::softmax::kExtremesQuantized); }

TF_LITE_MICRO_TESTS_END
