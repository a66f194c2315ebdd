// Labelled images in the binary layout of CIFAR-10: a label byte, then one plane of bytes for each channel.
// https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
#ifndef MICRO_TESTS_CONV_NET_RECORDS_H_
#define MICRO_TESTS_CONV_NET_RECORDS_H_

#include <cstddef>
#include <cstdint>

#include "micro_tests/kernels/types.h"

namespace conv_net {

constexpr uint8_t kLabels = 10;

struct Record {
  uint8_t label;
  const uint8_t* planes;  // channels * height * width bytes, row by row
};

// kEnd: there are no more records. kTruncated: the data end within this one.
enum class ReadStatus : uint8_t { kOk, kEnd, kTruncated, kBadLabel };

// Bytes of one record of an image of `shape`, whose batch is 1.
constexpr size_t RecordBytes(const nn::Shape& shape) { return 1 + static_cast<size_t>(shape.count()); }

// The record with number `index`. It is written only where the status is kOk.
inline ReadStatus ReadRecord(const uint8_t* data, size_t size, const nn::Shape& shape, size_t index, Record* record) {
  const size_t bytes = RecordBytes(shape);
  const size_t whole = size / bytes;
  if (index >= whole) return index == whole && size % bytes != 0 ? ReadStatus::kTruncated : ReadStatus::kEnd;
  const uint8_t* start = data + index * bytes;
  if (start[0] >= kLabels) return ReadStatus::kBadLabel;
  *record = {start[0], start + 1};
  return ReadStatus::kOk;
}

// The pixels in the order of a tensor: channels next to each other. `convert` makes a T of a byte.
template <typename T, typename Convert>
void Interleave(const Record& record, const nn::Shape& shape, Convert convert, T* pixels) {
  const int32_t plane = shape.height * shape.width;
  for (int32_t i = 0; i < plane; ++i) {
    for (int32_t channel = 0; channel < shape.channels; ++channel) {
      pixels[i * shape.channels + channel] = convert(record.planes[channel * plane + i]);
    }
  }
}

}  // namespace conv_net

#endif  // MICRO_TESTS_CONV_NET_RECORDS_H_
