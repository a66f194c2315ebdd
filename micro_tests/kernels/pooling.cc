#include "micro_tests/kernels/pooling.h"

#include <limits>

namespace nn {
namespace {

float Mean(float total, int32_t count) { return total / static_cast<float>(count); }

int32_t Mean(int32_t total, int32_t count) {
  return (total > 0 ? total + count / 2 : total - count / 2) / count;
}

template <typename Accumulator>
struct AverageOf {
  Accumulator total = 0;
  int32_t count = 0;

  void add(Accumulator value) {
    total += value;
    ++count;
  }
  Accumulator result() const { return Mean(total, count); }
};

template <typename Accumulator>
struct MaxOf {
  Accumulator greatest = std::numeric_limits<Accumulator>::lowest();

  void add(Accumulator value) { greatest = value > greatest ? value : greatest; }
  Accumulator result() const { return greatest; }
};

template <typename Reduction, typename T, typename Accumulator>
void Pool(const Window& window, const Range<Accumulator>& range, const Shape& input_shape, const T* input,
          const Shape& output_shape, T* output) {
  for (int32_t batch = 0; batch < output_shape.batches; ++batch) {
    for (int32_t out_y = 0; out_y < output_shape.height; ++out_y) {
      for (int32_t out_x = 0; out_x < output_shape.width; ++out_x) {
        const Origin origin = OriginAt(window, input_shape, out_y, out_x);
        for (int32_t channel = 0; channel < output_shape.channels; ++channel) {
          Reduction reduction;
          for (int32_t y = origin.y; y < origin.y + window.height; ++y) {
            if (y < 0 || y >= input_shape.height) continue;
            for (int32_t x = origin.x; x < origin.x + window.width; ++x) {
              if (x < 0 || x >= input_shape.width) continue;
              reduction.add(input[input_shape.offset(batch, y, x, channel)]);
            }
          }
          output[output_shape.offset(batch, out_y, out_x, channel)] =
              static_cast<T>(range.clamp(reduction.result()));
        }
      }
    }
  }
}

}  // namespace

void AveragePool(const Window& window, const Range<float>& range, const Shape& input_shape,
                 const float* input, const Shape& output_shape, float* output) {
  Pool<AverageOf<float>>(window, range, input_shape, input, output_shape, output);
}

void AveragePool(const Window& window, const Range<int32_t>& range, const Shape& input_shape,
                 const int8_t* input, const Shape& output_shape, int8_t* output) {
  Pool<AverageOf<int32_t>>(window, range, input_shape, input, output_shape, output);
}

void MaxPool(const Window& window, const Range<float>& range, const Shape& input_shape, const float* input,
             const Shape& output_shape, float* output) {
  Pool<MaxOf<float>>(window, range, input_shape, input, output_shape, output);
}

void MaxPool(const Window& window, const Range<int32_t>& range, const Shape& input_shape, const int8_t* input,
             const Shape& output_shape, int8_t* output) {
  Pool<MaxOf<int32_t>>(window, range, input_shape, input, output_shape, output);
}

}  // namespace nn
