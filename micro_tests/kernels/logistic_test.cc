// logistic against the reference interpreter.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/golden/logistic.h"
#include "micro_tests/kernels/logistic.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::UnaryCase<float, float>& c, float* output) {
  nn::Logistic(c.rows * c.depth, c.input, output);
}

void Run(const golden::UnaryCase<int8_t, int8_t>& c, int8_t* output) {
  nn::Logistic(c.input_quantization, c.rows * c.depth, c.input, output);
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

TEST(LogisticTest, SimpleTest) { Check(golden::logistic::kSimpleTest); }
TEST(LogisticTest, AroundZero) { Check(golden::logistic::kAroundZero); }
TEST(LogisticTest, Saturates) { Check(golden::logistic::kSaturates); }
TEST(LogisticTest, RandomInputs) { Check(golden::logistic::kRandomInputs); }
TEST(LogisticTest, FineScaleQuantized) { Check(golden::logistic::kFineScaleQuantized); }
TEST(LogisticTest, MiddleScaleQuantized) { Check(golden::logistic::kMiddleScaleQuantized); }
TEST(LogisticTest, CoarseScaleQuantized) { Check(golden::logistic::kCoarseScaleQuantized); }

TF_LITE_MICRO_TESTS_MAIN
