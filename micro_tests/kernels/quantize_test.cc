// quantize, from float to int8_t, against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/golden/quantize.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/quantize.h"

namespace {

void Run(const golden::UnaryCase<float, int8_t>& c, int8_t* output) {
  nn::Quantize(c.output_quantization, c.rows * c.depth, c.input, output);
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

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::quantize::kSimpleTest); }
TF_LITE_MICRO_TEST(TiesGoAwayFromZero) { Check(golden::quantize::kTiesGoAwayFromZero); }
TF_LITE_MICRO_TEST(Saturates) { Check(golden::quantize::kSaturates); }
TF_LITE_MICRO_TEST(LowestZeroPoint) { Check(golden::quantize::kLowestZeroPoint); }
TF_LITE_MICRO_TEST(HighestZeroPoint) { Check(golden::quantize::kHighestZeroPoint); }
TF_LITE_MICRO_TEST(TinyScale) { Check(golden::quantize::kTinyScale); }
TF_LITE_MICRO_TEST(LargeScale) { Check(golden::quantize::kLargeScale); }
TF_LITE_MICRO_TEST(RandomInputs) { Check(golden::quantize::kRandomInputs); }

TF_LITE_MICRO_TESTS_END
