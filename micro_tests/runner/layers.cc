#include "micro_tests/runner/layers.h"

#include "micro_tests/runner/ticks.h"

namespace runner {
namespace {

Layer layers[kMostLayers];
int count = 0;
uint64_t start = 0;

}  // namespace

void WatchLayer(bool after, const char* name) {
  if (!after) {
    start = Ticks();
    return;
  }
  const uint64_t end = Ticks();
  if (count < kMostLayers) layers[count] = {name, end - start};
  ++count;
}

void ForgetLayers() { count = 0; }

int LayerCount() { return count; }

const Layer& LayerAt(int index) { return layers[index]; }

}  // namespace runner
