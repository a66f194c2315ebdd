// A network that is a chain of layers, and how the kernels run it. Models come from micro_tests.conv_net.export.
#ifndef MICRO_TESTS_CONV_NET_NETWORK_H_
#define MICRO_TESTS_CONV_NET_NETWORK_H_

#include <cstdint>

#include "micro_tests/kernels/conv.h"
#include "micro_tests/kernels/filter.h"
#include "micro_tests/kernels/fully_connected.h"
#include "micro_tests/kernels/golden_case.h"
#include "micro_tests/kernels/pooling.h"
#include "micro_tests/kernels/quantization.h"
#include "micro_tests/kernels/types.h"

namespace conv_net {

enum class Kind : uint8_t { kConv, kMaxPool, kAveragePool, kFullyConnected };

// One layer. For floats the quantisation fields are 0 and the scales null; layers without weights have none.
template <typename T>
struct Layer {
  Kind kind;
  nn::Window window;
  nn::Activation activation;
  nn::Shape input_shape;
  nn::Quantization input_quantization;
  const float* filter_scales;  // one per output channel
  const T* filter;
  const typename golden::BiasOf<T>::Type* bias;
  nn::Shape output_shape;
  nn::Quantization output_quantization;
};

template <typename T, int kLayers>
struct Network {
  Layer<T> layers[kLayers];

  constexpr const nn::Shape& input_shape() const { return layers[0].input_shape; }
  constexpr const nn::Shape& output_shape() const { return layers[kLayers - 1].output_shape; }

  // Elements of the largest tensor between two layers.
  constexpr int32_t scratch_count() const {
    int32_t most = 0;
    for (int i = 0; i + 1 < kLayers; ++i) {
      const int32_t count = layers[i].output_shape.count();
      if (count > most) most = count;
    }
    return most;
  }

  // Whether each layer takes as many elements as the one before it gives.
  constexpr bool chained() const {
    for (int i = 1; i < kLayers; ++i) {
      if (layers[i].input_shape.count() != layers[i - 1].output_shape.count()) return false;
    }
    return true;
  }
};

// What the reference interpreter makes of a set of images.
template <typename T>
struct Golden {
  int32_t images;
  int32_t correct;  // images whose strongest output is their label
  int32_t shown;    // images whose outputs follow
  const T* outputs;
};

// Most output channels of any layer with a filter.
constexpr int32_t kMaxChannels = 32;

inline void RunLayer(const Layer<float>& layer, const float* input, float* output) {
  const nn::Range<float> range = nn::ActivationRange(layer.activation);
  const nn::Shape& from = layer.input_shape;
  switch (layer.kind) {
    case Kind::kConv:
      return nn::Conv(layer.window, layer.activation, from, input, layer.filter, layer.bias, layer.output_shape,
                      output);
    case Kind::kMaxPool:
      return nn::MaxPool(layer.window, range, from, input, layer.output_shape, output);
    case Kind::kAveragePool:
      return nn::AveragePool(layer.window, range, from, input, layer.output_shape, output);
    case Kind::kFullyConnected:
      return nn::FullyConnected({from.batches, from.channels, layer.output_shape.channels}, layer.activation, input,
                                layer.filter, layer.bias, output);
  }
}

inline void RunLayer(const Layer<int8_t>& layer, const int8_t* input, int8_t* output) {
  const nn::Range<int32_t> range = nn::ActivationRange(layer.activation, layer.output_quantization);
  const nn::Shape& from = layer.input_shape;
  nn::Multiplier multipliers[kMaxChannels];
  if (layer.filter != nullptr) {
    nn::ChannelMultipliers(layer.input_quantization.scale, layer.filter_scales, layer.output_quantization.scale,
                           layer.output_shape.channels, multipliers);
  }
  const nn::Requantization requantization = {layer.input_quantization.zero_point,
                                             layer.output_quantization.zero_point, multipliers, range};
  switch (layer.kind) {
    case Kind::kConv:
      return nn::Conv(layer.window, requantization, from, input, layer.filter, layer.bias, layer.output_shape, output);
    case Kind::kMaxPool:
      return nn::MaxPool(layer.window, range, from, input, layer.output_shape, output);
    case Kind::kAveragePool:
      return nn::AveragePool(layer.window, range, from, input, layer.output_shape, output);
    case Kind::kFullyConnected:
      return nn::FullyConnected({from.batches, from.channels, layer.output_shape.channels}, requantization, input,
                                layer.filter, layer.bias, output);
  }
}

// One inference. Layers write into the two halves of `scratch` in turn, of scratch_count() elements or more each.
template <typename T, int kLayers, int32_t kCount>
void Run(const Network<T, kLayers>& network, const T* input, T (&scratch)[2][kCount], T* output) {
  for (int i = 0; i < kLayers; ++i) {
    T* to = i + 1 == kLayers ? output : scratch[i % 2];
    RunLayer(network.layers[i], input, to);
    input = to;
  }
}

// The index of the largest of `count` outputs, the first of equal ones.
template <typename T>
int32_t Strongest(const T* outputs, int32_t count) {
  int32_t best = 0;
  for (int32_t i = 1; i < count; ++i) {
    if (outputs[i] > outputs[best]) best = i;
  }
  return best;
}

}  // namespace conv_net

#endif  // MICRO_TESTS_CONV_NET_NETWORK_H_
