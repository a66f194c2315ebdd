// The float digits model on images that it was not trained with, against the reference interpreter and the labels.
#include "micro_tests/digits/digits_float.h"

#include <cstdint>

#include "micro_tests/conv_net/network.h"
#include "micro_tests/conv_net/records.h"
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/support/embed.h"

HARNESS_EMBED(kHeldOut, IMAGES_FILE);

namespace {

using digits::digits_float::kGolden;
using digits::digits_float::kNetwork;

constexpr int32_t kClasses = kNetwork.output_shape().count();
static_assert(kNetwork.chained() && kClasses == conv_net::kLabels);

constexpr float kDarkest = 16.0f;
// Outputs reach 40; sums of up to 72 products may differ in their last bits by a fused multiply-add.
constexpr float kReferenceTolerance = 1e-4f;

float scratch[2][kNetwork.scratch_count()];

// The outputs for image `index` of the held-out ones; its label is returned, or 255 where there is no such image.
uint8_t Classify(int32_t index, float* outputs) {
  conv_net::Record record = {};
  if (ReadRecord(kHeldOut, kHeldOutEnd - kHeldOut, kNetwork.input_shape(), static_cast<size_t>(index), &record) !=
      conv_net::ReadStatus::kOk) {
    return 255;
  }
  float pixels[kNetwork.input_shape().count()];
  Interleave(record, kNetwork.input_shape(), [](uint8_t byte) { return byte / kDarkest; }, pixels);
  conv_net::Run(kNetwork, pixels, scratch, outputs);
  return record.label;
}

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(AgreesWithTheReferenceInterpreter) {
  for (int32_t i = 0; i < kGolden.shown; ++i) {
    float outputs[kClasses];
    TF_LITE_MICRO_EXPECT_NE(255, Classify(i, outputs));
    for (int32_t k = 0; k < kClasses; ++k) {
      TF_LITE_MICRO_EXPECT_NEAR(kGolden.outputs[i * kClasses + k], outputs[k], kReferenceTolerance);
    }
  }
}

TF_LITE_MICRO_TEST(IsAsAccurateAsStated) {
  int32_t correct = 0;
  for (int32_t i = 0; i < kGolden.images; ++i) {
    float outputs[kClasses];
    const uint8_t label = Classify(i, outputs);
    if (conv_net::Strongest(outputs, kClasses) == label) ++correct;
  }
  TF_LITE_MICRO_EXPECT_EQ(kGolden.correct, correct);
}

TF_LITE_MICRO_TEST(TheFigureIsOfAllHeldOutImages) {
  const size_t bytes = conv_net::RecordBytes(kNetwork.input_shape());
  TF_LITE_MICRO_EXPECT_EQ(kGolden.images * bytes, static_cast<size_t>(kHeldOutEnd - kHeldOut));
}

TF_LITE_MICRO_TESTS_END
