// What each layer of a run took.
#ifndef MICRO_TESTS_RUNNER_LAYERS_H_
#define MICRO_TESTS_RUNNER_LAYERS_H_

#include <cstdint>

namespace runner {

constexpr int kMostLayers = 256;

struct Layer {
  const char* name;
  uint64_t ticks;
};

// An observer for Run(): measures every layer, and adds it to those since the last ForgetLayers().
void WatchLayer(bool after, const char* name);
void ForgetLayers();

// Layers that were watched. Those beyond kMostLayers are counted, and not kept.
int LayerCount();
const Layer& LayerAt(int index);

}  // namespace runner

#endif  // MICRO_TESTS_RUNNER_LAYERS_H_
