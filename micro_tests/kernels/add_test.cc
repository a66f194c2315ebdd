// add against the reference interpreter.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/add.h"
#include "micro_tests/kernels/broadcast.h"
#include "micro_tests/kernels/golden/add.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::BinaryCase<float>& c, float* output) {
  nn::Add(c.activation, c.a_shape, c.a, c.b_shape, c.b, output);
}

void Run(const golden::BinaryCase<int8_t>& c, int8_t* output) {
  const nn::AddQuantization quantization = {c.a_quantization, c.b_quantization, c.output_quantization};
  nn::Add(quantization, c.activation, c.a_shape, c.a, c.b_shape, c.b, output);
}

template <typename T>
void Check(const golden::BinaryCase<T>& c) {
  TF_LITE_MICRO_EXPECT_TRUE(nn::BroadcastShape(c.a_shape, c.b_shape) == c.output_shape);
  T* output = golden::Buffer<T>().fresh();
  Run(c, output);
  TF_LITE_MICRO_EXPECT_TRUE(golden::Buffer<T>().guards_intact(c.output_shape.count()));
  for (int32_t i = 0; i < c.output_shape.count(); ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(c.output[i], output[i], golden::Tolerance(c.output[i]));
  }
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::add::kSimpleTest); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::add::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(Relu) { Check(golden::add::kRelu); }
TF_LITE_MICRO_TEST(ReluQuantized) { Check(golden::add::kReluQuantized); }
TF_LITE_MICRO_TEST(Relu6) { Check(golden::add::kRelu6); }
TF_LITE_MICRO_TEST(Relu6Quantized) { Check(golden::add::kRelu6Quantized); }
TF_LITE_MICRO_TEST(ReluN1To1) { Check(golden::add::kReluN1To1); }
TF_LITE_MICRO_TEST(ReluN1To1Quantized) { Check(golden::add::kReluN1To1Quantized); }
TF_LITE_MICRO_TEST(BroadcastScalar) { Check(golden::add::kBroadcastScalar); }
TF_LITE_MICRO_TEST(BroadcastScalarQuantized) { Check(golden::add::kBroadcastScalarQuantized); }
TF_LITE_MICRO_TEST(BroadcastFirstOperand) { Check(golden::add::kBroadcastFirstOperand); }
TF_LITE_MICRO_TEST(BroadcastFirstOperandQuantized) { Check(golden::add::kBroadcastFirstOperandQuantized); }
TF_LITE_MICRO_TEST(BroadcastBoth) { Check(golden::add::kBroadcastBoth); }
TF_LITE_MICRO_TEST(BroadcastBothQuantized) { Check(golden::add::kBroadcastBothQuantized); }
TF_LITE_MICRO_TEST(SaturatesQuantized) { Check(golden::add::kSaturatesQuantized); }
TF_LITE_MICRO_TEST(ExtremesQuantized) { Check(golden::add::kExtremesQuantized); }
TF_LITE_MICRO_TEST(VeryUnequalScalesQuantized) { Check(golden::add::kVeryUnequalScalesQuantized); }

TF_LITE_MICRO_TESTS_END
