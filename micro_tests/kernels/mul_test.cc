// mul against the reference interpreter.
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/kernels/broadcast.h"
#include "micro_tests/kernels/golden/mul.h"
#include "micro_tests/kernels/mul.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::BinaryCase<float>& c, float* output) {
  nn::Mul(c.activation, c.a_shape, c.a, c.b_shape, c.b, output);
}

void Run(const golden::BinaryCase<int8_t>& c, int8_t* output) {
  const nn::MulQuantization quantization = {c.a_quantization, c.b_quantization, c.output_quantization};
  nn::Mul(quantization, c.activation, c.a_shape, c.a, c.b_shape, c.b, output);
}

template <typename T>
void Check(const golden::BinaryCase<T>& c) {
  EXPECT_TRUE(nn::BroadcastShape(c.a_shape, c.b_shape) == c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  Run(c, output);
  EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TEST(MulTest, SimpleTest) { Check(golden::mul::kSimpleTest); }
TEST(MulTest, SimpleTestQuantized) { Check(golden::mul::kSimpleTestQuantized); }
TEST(MulTest, Relu) { Check(golden::mul::kRelu); }
TEST(MulTest, ReluQuantized) { Check(golden::mul::kReluQuantized); }
TEST(MulTest, Relu6) { Check(golden::mul::kRelu6); }
TEST(MulTest, Relu6Quantized) { Check(golden::mul::kRelu6Quantized); }
TEST(MulTest, ReluN1To1) { Check(golden::mul::kReluN1To1); }
TEST(MulTest, ReluN1To1Quantized) { Check(golden::mul::kReluN1To1Quantized); }
TEST(MulTest, BroadcastScalar) { Check(golden::mul::kBroadcastScalar); }
TEST(MulTest, BroadcastScalarQuantized) { Check(golden::mul::kBroadcastScalarQuantized); }
TEST(MulTest, BroadcastFirstOperand) { Check(golden::mul::kBroadcastFirstOperand); }
TEST(MulTest, BroadcastFirstOperandQuantized) { Check(golden::mul::kBroadcastFirstOperandQuantized); }
TEST(MulTest, BroadcastBoth) { Check(golden::mul::kBroadcastBoth); }
TEST(MulTest, BroadcastBothQuantized) { Check(golden::mul::kBroadcastBothQuantized); }
TEST(MulTest, SaturatesQuantized) { Check(golden::mul::kSaturatesQuantized); }
TEST(MulTest, ExtremesQuantized) { Check(golden::mul::kExtremesQuantized); }
TEST(MulTest, VeryUnequalScalesQuantized) { Check(golden::mul::kVeryUnequalScalesQuantized); }

TF_LITE_MICRO_TESTS_MAIN
