// The float sine model against the reference interpreter and against sin(x).
#include "micro_tests/hello_world/hello_world_float.h"

#include <cmath>

#include "micro_tests/framework/micro_test.h"
#include "micro_tests/hello_world/model.h"

namespace {

using hello_world::hello_world_float::kGrid;

// The largest error of the trained model over its range is 0.012.
constexpr float kSineTolerance = 0.02f;
// Hidden activations reach 10, so a fused multiply-add may change the sum by some of their last bits.
constexpr float kReferenceTolerance = 2e-5f;
constexpr float kPi = 3.14159265f;

float Sine(float x) {
  return hello_world::Run(hello_world::hello_world_float::kLayer0, hello_world::hello_world_float::kLayer1,
                          hello_world::hello_world_float::kLayer2, x);
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(AgreesWithTheReferenceInterpreter) {
  for (int32_t i = 0; i < kGrid.count; ++i) {
    TF_LITE_MICRO_EXPECT_NEAR(kGrid.outputs[i], Sine(kGrid.inputs[i]), kReferenceTolerance);
  }
}

TF_LITE_MICRO_TEST(ApproximatesSine) {
  for (int32_t i = 0; i < kGrid.count; ++i) {
    const float x = kGrid.inputs[i];
    TF_LITE_MICRO_EXPECT_NEAR(std::sin(x), Sine(x), kSineTolerance);
  }
}

TF_LITE_MICRO_TEST(ApproximatesSineBetweenGridPoints) {
  for (float x = 0.05f; x < 2.0f * kPi; x += 0.173f) {
    TF_LITE_MICRO_EXPECT_NEAR(std::sin(x), Sine(x), kSineTolerance);
  }
}

TF_LITE_MICRO_TEST(GridCoversTheWholePeriod) {
  TF_LITE_MICRO_EXPECT_EQ(0.0f, kGrid.inputs[0]);
  TF_LITE_MICRO_EXPECT_NEAR(2.0f * kPi, kGrid.inputs[kGrid.count - 1], 1e-6f);
}

TF_LITE_MICRO_TEST(PeakAndTrough) {
  TF_LITE_MICRO_EXPECT_GT(Sine(0.5f * kPi), 1.0f - kSineTolerance);
  TF_LITE_MICRO_EXPECT_LT(Sine(1.5f * kPi), -1.0f + kSineTolerance);
}

TF_LITE_MICRO_TESTS_END
