// The int8 digits model on images that it was not trained with, against the reference interpreter and the labels.
#include "micro_tests/digits/digits_int8.h"

#include <cstdint>

#include "micro_tests/conv_net/network.h"
#include "micro_tests/conv_net/records.h"
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/support/embed.h"

HARNESS_EMBED(kHeldOut, IMAGES_FILE);

namespace {

using digits::digits_int8::kGolden;
using digits::digits_int8::kNetwork;

constexpr int32_t kClasses = kNetwork.output_shape().count();
static_assert(kNetwork.chained() && kClasses == conv_net::kLabels);

int8_t scratch[2][kNetwork.scratch_count()];

// The outputs for image `index` of the held-out ones; its label is returned.
uint8_t Classify(int32_t index, int8_t* outputs) {
  conv_net::Record record = {};
  const auto status =
      ReadRecord(kHeldOut, kHeldOutEnd - kHeldOut, kNetwork.input_shape(), static_cast<size_t>(index), &record);
  EXPECT_TRUE(status == conv_net::ReadStatus::kOk);
  int8_t pixels[kNetwork.input_shape().count()];
  Interleave(record, kNetwork.input_shape(), [](uint8_t byte) { return static_cast<int8_t>(byte); }, pixels);
  conv_net::Run(kNetwork, pixels, scratch, outputs);
  return record.label;
}

}  // namespace

TEST(DigitsInt8Test, AgreesWithTheReferenceInterpreterOnEveryImage) {
  ASSERT_EQ(kGolden.images, kGolden.shown);
  for (int32_t i = 0; i < kGolden.images; ++i) {
    int8_t outputs[kClasses];
    Classify(i, outputs);
    for (int32_t k = 0; k < kClasses; ++k) EXPECT_EQ(kGolden.outputs[i * kClasses + k], outputs[k]);
  }
}

TEST(DigitsInt8Test, IsAsAccurateAsStated) {
  int32_t correct = 0;
  for (int32_t i = 0; i < kGolden.images; ++i) {
    int8_t outputs[kClasses];
    const uint8_t label = Classify(i, outputs);
    if (conv_net::Strongest(outputs, kClasses) == label) ++correct;
  }
  EXPECT_EQ(kGolden.correct, correct);
}

TEST(DigitsInt8Test, TheGoldenOutputsAreOfAllHeldOutImages) {
  const size_t bytes = conv_net::RecordBytes(kNetwork.input_shape());
  EXPECT_EQ(static_cast<size_t>(kGolden.images) * bytes, static_cast<size_t>(kHeldOutEnd - kHeldOut));
}

TF_LITE_MICRO_TESTS_MAIN
