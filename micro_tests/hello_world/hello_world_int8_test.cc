// The int8 sine model against the reference interpreter and against sin(x).
#include "micro_tests/hello_world/hello_world_int8.h"

#include <cmath>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/hello_world/model.h"
#include "micro_tests/kernels/dequantize.h"
#include "micro_tests/kernels/quantize.h"

namespace {

using hello_world::hello_world_int8::kGrid;
using hello_world::hello_world_int8::kLayer0;
using hello_world::hello_world_int8::kLayer1;
using hello_world::hello_world_int8::kLayer2;

// Half a step of the input (2 pi / 255) moves the sine by up to 0.013; the layers add their own rounding.
constexpr float kSineTolerance = 0.05f;
constexpr float kPi = 3.14159265f;

int8_t StoredSine(int8_t x) { return hello_world::Run(kLayer0, kLayer1, kLayer2, x); }

// From float to float, through the kernels that do the conversions.
float Sine(float x) {
  int8_t stored = 0;
  nn::Quantize(kLayer0.input_quantization, 1, &x, &stored);
  stored = StoredSine(stored);
  float result = 0.0f;
  nn::Dequantize(kLayer2.output_quantization, 1, &stored, &result);
  return result;
}

}  // namespace

TEST(HelloWorldInt8Test, AgreesWithTheReferenceInterpreterForEveryInput) {
  ASSERT_EQ(256, kGrid.count);
  for (int32_t i = 0; i < kGrid.count; ++i) EXPECT_EQ(kGrid.outputs[i], StoredSine(kGrid.inputs[i]));
}

TEST(HelloWorldInt8Test, ApproximatesSineForEveryInput) {
  for (int32_t i = 0; i < kGrid.count; ++i) {
    float x = 0.0f;
    nn::Dequantize(kLayer0.input_quantization, 1, &kGrid.inputs[i], &x);
    EXPECT_NEAR(std::sin(x), Sine(x), kSineTolerance);
  }
}

TEST(HelloWorldInt8Test, ApproximatesSineBetweenSteps) {
  for (float x = 0.05f; x < 2.0f * kPi; x += 0.173f) EXPECT_NEAR(std::sin(x), Sine(x), kSineTolerance);
}

TEST(HelloWorldInt8Test, InputBeyondTheRangeSaturates) {
  EXPECT_EQ(Sine(0.0f), Sine(-1.0f));
  EXPECT_EQ(Sine(2.0f * kPi), Sine(100.0f));
}

TEST(HelloWorldInt8Test, PeakAndTrough) {
  EXPECT_GT(Sine(0.5f * kPi), 1.0f - kSineTolerance);
  EXPECT_LT(Sine(1.5f * kPi), -1.0f + kSineTolerance);
}

TF_LITE_MICRO_TESTS_MAIN
