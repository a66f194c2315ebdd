// depthwise_conv against the reference interpreter: the four basic cases.
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/kernels/depthwise_conv.h"
#include "micro_tests/kernels/filter_case_support.h"
#include "micro_tests/kernels/golden/depthwise_conv.h"
#include "micro_tests/kernels/output_buffer.h"

namespace {

void Run(const golden::FilterCase<float>& c, float* output) {
  nn::DepthwiseConv(c.window, c.activation, c.input_shape, c.input, c.filter, c.bias, c.output_shape, output);
}

void Run(const golden::FilterCase<int8_t>& c, int8_t* output) {
  nn::DepthwiseConv(c.window, golden::RequantizationOf(c), c.input_shape, c.input, c.filter, c.bias,
                    c.output_shape, output);
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

TF_LITE_MICRO_TEST(SimpleTest) { Check(golden::depthwise_conv::kSimpleTest); }
TF_LITE_MICRO_TEST(SimpleTestQuantized) { Check(golden::depthwise_conv::kSimpleTestQuantized); }
TF_LITE_MICRO_TEST(SimpleTestRelu) { Check(golden::depthwise_conv::kSimpleTestRelu); }
TF_LITE_MICRO_TEST(SimpleTestReluQuantized) { Check(golden::depthwise_conv::kSimpleTestReluQuantized); }

TF_LITE_MICRO_TESTS_END
