// The system performance application: runs the model on pseudo-random inputs and prints what it took.
// It needs nobody to talk to; docs/models.md shows its output.
#include <cstring>

#include "micro_tests/runner/engine.h"
#include "micro_tests/runner/layers.h"
#include "micro_tests/runner/ticks.h"
#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"

namespace {

constexpr int kRuns = 16;
void Say(const char* text) { harness_console_write(text, strlen(text)); }

void Say(uint64_t number) {
  char digits[20];
  size_t count = 0;
  do {
    digits[sizeof digits - ++count] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  harness_console_write(digits + sizeof digits - count, count);
}

template <typename... Parts>
void Line(Parts... parts) {
  (Say(parts), ...);
  Say("\n");
}

// Floats get a value from -1 to 1, everything else any bits: the same ones on each board.
void Fill(const runner::Tensor& tensor) {
  static uint32_t state = 1;
  const bool real = strcmp(tensor.dtype, "float32") == 0;
  for (size_t i = 0; i < tensor.bytes; i += real ? sizeof(float) : 1) {
    state = state * 1664525u + 1013904223u;  // Numerical Recipes, section 7.1
    if (real) {
      const float value = static_cast<float>(static_cast<int32_t>(state)) / 2147483648.0f;
      memcpy(tensor.data + i, &value, sizeof value);
    } else {
      tensor.data[i] = static_cast<uint8_t>(state >> 24);
    }
  }
}

bool RunOnce(runner::Observer observer, uint64_t* ticks) {
  runner::Tensor tensor{};
  for (int i = 0; runner::Input(i, &tensor); ++i) Fill(tensor);
  const uint64_t start = runner::Ticks();
  const bool ok = runner::Run(observer);
  *ticks = runner::Ticks() - start;
  return ok;
}

int Fail() {
  Line("inference failed: ", runner::Error());
  return 1;
}

}  // namespace

int main() {
  if (!runner::Start()) return Fail();
  runner::StartTicks();
  const runner::Facts facts = runner::About();
  Line("model ", facts.model, " (", facts.runtime, "), revision ", facts.revision);
  Line("arena ", uint64_t{facts.arena_bytes}, " bytes, weights ", uint64_t{facts.params_bytes}, " bytes");
  const runner::Calibration clock = runner::Calibrate();
  if (clock.instructions != 0) {
    Line("clock: ", uint64_t{clock.instructions}, " instructions take ", uint64_t{clock.ticks}, " cycles");
  }
  uint64_t least = ~uint64_t{0}, most = 0, sum = 0, ticks = 0;
  for (int i = 0; i < kRuns; ++i) {
    if (!RunOnce(nullptr, &ticks)) return Fail();
    if (ticks < least) least = ticks;
    if (ticks > most) most = ticks;
    sum += ticks;
  }
  Line("inferences ", uint64_t{kRuns}, ": least ", least, ", mean ", sum / kRuns, ", most ", most, " ",
       runner::kTickUnit);
  if (!RunOnce(runner::WatchLayer, &ticks)) return Fail();
  for (int i = 0; i < runner::LayerCount() && i < runner::kMostLayers; ++i) {
    const runner::Layer& layer = runner::LayerAt(i);
    Line("layer ", static_cast<uint64_t>(i), " ", layer.name, " ", layer.ticks, " ", runner::kTickUnit);
  }
  harness_report_stack();
  Line("~~~ALL TESTS PASSED~~~");
  return 0;
}
