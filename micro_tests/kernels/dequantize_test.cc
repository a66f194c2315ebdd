// dequantize against the reference interpreter.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/dequantize.h"
#include "micro_tests/kernels/golden/dequantize.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::UnaryCase<int8_t, float>& c, float* output) {
  nn::Dequantize(c.input_quantization, c.rows * c.depth, c.input, output);
}

template <typename In, typename Out>
void Check(const golden::UnaryCase<In, Out>& c) {
  Out* output = golden::Buffer<Out>().fresh();
  Run(c, output);
  EXPECT_TRUE(golden::Buffer<Out>().guards_intact(c.rows * c.depth));
  for (int32_t i = 0; i < c.rows * c.depth; ++i) {
    EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TEST(DequantizeTest, SimpleTest) { Check(golden::dequantize::kSimpleTest); }
TEST(DequantizeTest, LowestZeroPoint) { Check(golden::dequantize::kLowestZeroPoint); }
TEST(DequantizeTest, HighestZeroPoint) { Check(golden::dequantize::kHighestZeroPoint); }
TEST(DequantizeTest, ProbabilityScale) { Check(golden::dequantize::kProbabilityScale); }
TEST(DequantizeTest, TinyScale) { Check(golden::dequantize::kTinyScale); }
TEST(DequantizeTest, LargeScale) { Check(golden::dequantize::kLargeScale); }

TF_LITE_MICRO_TESTS_MAIN
