// What is told apart in a file of labelled images, and the order of its pixels.
#include "micro_tests/conv_net/records.h"

#include <cstddef>
#include <cstdint>

#include "micro_tests/framework/micro_test_v2.h"

namespace {

using conv_net::ReadRecord;
using conv_net::ReadStatus;
using conv_net::Record;

// Two images of 1x2 pixels in three channels, and half of a third one.
constexpr nn::Shape kShape = {1, 1, 2, 3};
constexpr uint8_t kData[] = {
    7, 1,  2,  3,  4,  5,  6,   // label, red, green, blue
    9, 11, 12, 13, 14, 15, 16,  //
    0, 21, 22,                  //
};
constexpr size_t kTwo = 14;

ReadStatus StatusOf(size_t size, size_t index) {
  Record record = {};
  return ReadRecord(kData, size, kShape, index, &record);
}

}  // namespace

TEST(RecordsTest, ARecordOfCifar10Has3073Bytes) {
  EXPECT_EQ(3073u, conv_net::RecordBytes({1, 32, 32, 3}));
}

TEST(RecordsTest, EachRecordIsFound) {
  Record record = {};
  ASSERT_TRUE(ReadRecord(kData, kTwo, kShape, 0, &record) == ReadStatus::kOk);
  EXPECT_EQ(7, record.label);
  EXPECT_EQ(1, record.planes[0]);
  ASSERT_TRUE(ReadRecord(kData, kTwo, kShape, 1, &record) == ReadStatus::kOk);
  EXPECT_EQ(9, record.label);
  EXPECT_EQ(16, record.planes[5]);
}

TEST(RecordsTest, TheEndIsNoError) {
  EXPECT_TRUE(StatusOf(kTwo, 2) == ReadStatus::kEnd);
  EXPECT_TRUE(StatusOf(0, 0) == ReadStatus::kEnd);
}

TEST(RecordsTest, ATruncatedRecordIsTold) {
  EXPECT_TRUE(StatusOf(sizeof kData, 1) == ReadStatus::kOk);
  EXPECT_TRUE(StatusOf(sizeof kData, 2) == ReadStatus::kTruncated);
  EXPECT_TRUE(StatusOf(kTwo - 1, 1) == ReadStatus::kTruncated);
  EXPECT_TRUE(StatusOf(1, 0) == ReadStatus::kTruncated);
}

TEST(RecordsTest, ABadLabelIsToldAndNothingIsWritten) {
  constexpr uint8_t data[] = {10, 1, 2, 3, 4, 5, 6, 255, 1, 2, 3, 4, 5, 6};
  Record record = {3, nullptr};
  EXPECT_TRUE(ReadRecord(data, sizeof data, kShape, 0, &record) == ReadStatus::kBadLabel);
  EXPECT_TRUE(ReadRecord(data, sizeof data, kShape, 1, &record) == ReadStatus::kBadLabel);
  EXPECT_EQ(3, record.label);
}

TEST(RecordsTest, PlanesBecomePixels) {
  Record record = {};
  ASSERT_TRUE(ReadRecord(kData, kTwo, kShape, 0, &record) == ReadStatus::kOk);
  int8_t pixels[6];
  conv_net::Interleave(record, kShape, [](uint8_t byte) { return static_cast<int8_t>(byte - 128); }, pixels);
  constexpr int8_t expected[] = {1 - 128, 3 - 128, 5 - 128, 2 - 128, 4 - 128, 6 - 128};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(expected[i], pixels[i]);
}

TF_LITE_MICRO_TESTS_MAIN
