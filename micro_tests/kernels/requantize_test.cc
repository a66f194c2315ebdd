// quantize, from int8_t to int8_t, against the reference interpreter.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/golden/requantize.h"
#include "micro_tests/kernels/output_buffer.h"
#include "micro_tests/kernels/quantize.h"

namespace {

void Run(const golden::UnaryCase<int8_t, int8_t>& c, int8_t* output) {
  nn::Requantize(c.input_quantization, c.output_quantization, c.rows * c.depth, c.input, output);
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

TEST(RequantizeTest, SameScale) { Check(golden::requantize::kSameScale); }
TEST(RequantizeTest, ZeroPointOnly) { Check(golden::requantize::kZeroPointOnly); }
TEST(RequantizeTest, HalfTheScaleSaturates) { Check(golden::requantize::kHalfTheScaleSaturates); }
TEST(RequantizeTest, TwiceTheScaleRoundsTies) { Check(golden::requantize::kTwiceTheScaleRoundsTies); }
TEST(RequantizeTest, Finer) { Check(golden::requantize::kFiner); }
TEST(RequantizeTest, Coarser) { Check(golden::requantize::kCoarser); }
TEST(RequantizeTest, MuchCoarserGivesZeroPoint) { Check(golden::requantize::kMuchCoarserGivesZeroPoint); }
TEST(RequantizeTest, MuchFinerGivesEnds) { Check(golden::requantize::kMuchFinerGivesEnds); }

TF_LITE_MICRO_TESTS_MAIN
