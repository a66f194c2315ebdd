// The image recognition model on ten images in the layout of CIFAR-10, which it was not trained with.
#include <cstddef>
#include <cstdint>

#include "micro_tests/conv_net/network.h"
#include "micro_tests/conv_net/records.h"
#include "micro_tests/framework/micro_test.h"
#include "micro_tests/image_recognition/image_recognition.h"
#include "micro_tests/support/embed.h"

HARNESS_EMBED(kTenImages, IMAGES_FILE);

namespace {

using image_recognition::image_recognition::kGolden;
using image_recognition::image_recognition::kNetwork;

constexpr int32_t kImages = 10;
constexpr int32_t kClasses = kNetwork.output_shape().count();

int8_t input[kNetwork.input_shape().count()];
int8_t scratch[2][kNetwork.scratch_count()];

// The model's input is quantised with scale 1/255 and zero point 0: the byte 128 is the real value 0.
int8_t Stored(uint8_t byte) { return static_cast<int8_t>(byte - 128); }

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(LoadModelAndPerformInference) {
  // The model: a chain of layers from a 32x32 image in three colours to ten classes.
  TF_LITE_MICRO_EXPECT(kNetwork.chained());
  TF_LITE_MICRO_EXPECT_EQ(1, kNetwork.input_shape().batches);
  TF_LITE_MICRO_EXPECT_EQ(32, kNetwork.input_shape().height);
  TF_LITE_MICRO_EXPECT_EQ(32, kNetwork.input_shape().width);
  TF_LITE_MICRO_EXPECT_EQ(3, kNetwork.input_shape().channels);
  TF_LITE_MICRO_EXPECT_EQ(static_cast<int32_t>(conv_net::kLabels), kClasses);
  TF_LITE_MICRO_EXPECT_EQ(kImages, kGolden.shown);

  const size_t size = static_cast<size_t>(kTenImagesEnd - kTenImages);
  int32_t correct = 0;
  for (int32_t image = 0; image < kImages; ++image) {
    conv_net::Record record = {};
    const conv_net::ReadStatus status =
        ReadRecord(kTenImages, size, kNetwork.input_shape(), static_cast<size_t>(image), &record);
    TF_LITE_MICRO_EXPECT(status == conv_net::ReadStatus::kOk);
    if (status != conv_net::ReadStatus::kOk) continue;
    Interleave(record, kNetwork.input_shape(), Stored, input);
    int8_t outputs[kClasses];
    conv_net::Run(kNetwork, input, scratch, outputs);
    for (int32_t k = 0; k < kClasses; ++k) {
      TF_LITE_MICRO_EXPECT_EQ(kGolden.outputs[image * kClasses + k], outputs[k]);
    }
    if (conv_net::Strongest(outputs, kClasses) == record.label) ++correct;
  }
  TF_LITE_MICRO_EXPECT_EQ(kGolden.correct, correct);
}

TF_LITE_MICRO_TEST(TheFileHoldsTenRecordsOf3073Bytes) {
  TF_LITE_MICRO_EXPECT_EQ(static_cast<size_t>(30730), static_cast<size_t>(kTenImagesEnd - kTenImages));
  conv_net::Record record = {};
  for (size_t image = 0; image <= kImages; ++image) {
    const bool is_there = ReadRecord(kTenImages, 30730, kNetwork.input_shape(), image, &record) ==
                          conv_net::ReadStatus::kOk;
    TF_LITE_MICRO_EXPECT_EQ(image < kImages, is_there);
    if (is_there) TF_LITE_MICRO_EXPECT_EQ(image, static_cast<size_t>(record.label));  // the first of each kind
  }
}

TF_LITE_MICRO_TEST(ATruncatedFileEndsInAnError) {
  conv_net::Record record = {};
  const conv_net::ReadStatus status = ReadRecord(kTenImages, 30729, kNetwork.input_shape(), 9, &record);
  TF_LITE_MICRO_EXPECT(status == conv_net::ReadStatus::kTruncated);
}

TF_LITE_MICRO_TESTS_END
