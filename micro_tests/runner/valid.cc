// The validation firmware: takes inputs over the console, runs the model, gives outputs back. frame.h has the lines.
//
//   hello VERSION                -> ok VERSION runtime model revision inputs outputs arena activations params
//   clock                        -> ok unit instructions ticks reading empty-layer
//   input I | output I           -> ok name dtype scale(hex of float32) zero_point bytes dimension...
//   write I OFFSET BASE64        -> ok
//   run                          -> ok ticks
//   profile                      -> ok ticks layers
//   layer I                      -> ok name ticks
//   read I OFFSET COUNT          -> ok BASE64
//   bye                          -> ok, then the end
//
// Anything else, or nonsense in it, is answered with `error text`; a damaged frame with `again`. A frame with the
// sequence number of the last one is answered with the last answer and does nothing: the answer was lost.
#include <cstdlib>
#include <cstring>

#include "micro_tests/runner/engine.h"
#include "micro_tests/runner/frame.h"
#include "micro_tests/runner/layers.h"
#include "micro_tests/runner/ticks.h"
#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"

namespace {

using runner::Tensor;
using runner::Writer;

constexpr int kVersion = 1;
constexpr int kMostWords = 5;

Writer answer;

// One line without its end into `line`; too long a line is cut off. False: there is no more input.
bool ReadLine(char (&line)[runner::kLineBytes]) {
  size_t used = 0;
  for (;;) {
    const int byte = harness_console_read();
    if (byte < 0) return false;
    if (byte == '\n' || byte == '\r') break;
    if (used + 1 < sizeof line) line[used++] = static_cast<char>(byte);
  }
  line[used] = '\0';
  return true;
}

// A number from 0 to `limit`, or -1.
long Parse(const char* word, long limit) {
  char* end = nullptr;
  const long value = strtol(word, &end, 10);
  return *word >= '0' && *word <= '9' && *end == '\0' && value <= limit ? value : -1;
}

const char* Hello(char** words) {
  if (Parse(words[0], 1000) != kVersion) return "this firmware speaks version 1";
  const runner::Facts facts = runner::About();
  answer.Number(kVersion);
  answer.Text(facts.runtime);
  answer.Text(facts.model);
  answer.Text(facts.revision);
  answer.Number(facts.inputs);
  answer.Number(facts.outputs);
  answer.Number(facts.arena_bytes);
  answer.Number(facts.activations_bytes);
  answer.Number(facts.params_bytes);
  return nullptr;
}

const char* Clock(char**) {
  const runner::Calibration found = runner::Calibrate();
  answer.Text(runner::kTickUnit);
  answer.Number(found.instructions);
  answer.Number(found.ticks);
  answer.Number(found.reading);
  runner::ForgetLayers();
  runner::RunNothing(runner::WatchLayer);
  answer.Number(static_cast<int64_t>(runner::LayerAt(0).ticks));
  runner::ForgetLayers();
  return nullptr;
}

const char* Describe(bool found, const Tensor& tensor) {
  if (!found) return "no such tensor";
  uint32_t scale = 0;
  memcpy(&scale, &tensor.scale, sizeof scale);
  answer.Text(tensor.name);
  answer.Text(tensor.dtype);
  answer.Hex(scale);
  answer.Number(tensor.zero_point);
  answer.Number(static_cast<int64_t>(tensor.bytes));
  for (int i = 0; i < tensor.dimensions; ++i) answer.Number(tensor.shape[i]);
  return nullptr;
}

const char* Input(char** words) {
  Tensor tensor{};
  return Describe(runner::Input(static_cast<int>(Parse(words[0], 1000)), &tensor), tensor);
}

const char* Output(char** words) {
  Tensor tensor{};
  return Describe(runner::Output(static_cast<int>(Parse(words[0], 1000)), &tensor), tensor);
}

const char* Write(char** words) {
  Tensor tensor{};
  if (!runner::Input(static_cast<int>(Parse(words[0], 1000)), &tensor)) return "no such input";
  const long offset = Parse(words[1], static_cast<long>(tensor.bytes));
  if (offset < 0) return "no such offset";
  const size_t room = tensor.bytes - static_cast<size_t>(offset);
  return runner::Decode(words[2], tensor.data + offset, room) < 0 ? "no base64, or too much of it" : nullptr;
}

const char* Run(char**) {
  const uint64_t start = runner::Ticks();
  if (!runner::Run(nullptr)) return runner::Error();
  answer.Number(static_cast<int64_t>(runner::Ticks() - start));
  return nullptr;
}

const char* Profile(char**) {
  runner::ForgetLayers();
  const uint64_t start = runner::Ticks();
  if (!runner::Run(runner::WatchLayer)) return runner::Error();
  answer.Number(static_cast<int64_t>(runner::Ticks() - start));
  answer.Number(runner::LayerCount());
  return runner::LayerCount() > runner::kMostLayers ? "more than 256 layers" : nullptr;
}

const char* GetLayer(char** words) {
  const int known = runner::LayerCount() < runner::kMostLayers ? runner::LayerCount() : runner::kMostLayers;
  const long index = Parse(words[0], known - 1);
  if (index < 0) return "no such layer";
  const runner::Layer& layer = runner::LayerAt(static_cast<int>(index));
  answer.Text(layer.name);
  answer.Number(static_cast<int64_t>(layer.ticks));
  return nullptr;
}

const char* Read(char** words) {
  Tensor tensor{};
  if (!runner::Output(static_cast<int>(Parse(words[0], 1000)), &tensor)) return "no such output";
  const long offset = Parse(words[1], static_cast<long>(tensor.bytes));
  if (offset < 0) return "no such offset";
  const long count = Parse(words[2], static_cast<long>(runner::kChunkBytes));
  if (count < 0 || static_cast<size_t>(offset + count) > tensor.bytes) return "too many bytes";
  answer.Bytes(tensor.data + offset, static_cast<size_t>(count));
  return nullptr;
}

const char* Bye(char**) { return nullptr; }

struct Command {
  const char* name;
  int arguments;
  const char* (*run)(char** words);  // nullptr: it went well, else what is wrong
};

constexpr Command kCommands[] = {
    {"hello", 1, Hello},   {"clock", 0, Clock},     {"input", 1, Input}, {"output", 1, Output}, {"write", 3, Write},
    {"run", 0, Run},       {"profile", 0, Profile}, {"layer", 1, GetLayer}, {"read", 3, Read},  {"bye", 0, Bye},
};

const char* Dispatch(char** words, int count) {
  for (const Command& command : kCommands) {
    if (strcmp(words[0], command.name) != 0) continue;
    return count - 1 == command.arguments ? command.run(words + 1) : "wrong number of arguments";
  }
  return "no such command";
}

// Answers one frame. False: that was goodbye.
bool Serve(char* body) {
  static long last = -1;
  char* words[kMostWords + 1];
  int count = 0;
  char* rest = nullptr;  // strtok would ask newlib for a heap
  for (char* word = strtok_r(body, " ", &rest); word != nullptr && count <= kMostWords;
       word = strtok_r(nullptr, " ", &rest)) {
    words[count++] = word;
  }
  const long sequence = count > 0 ? Parse(words[0], 0x7FFFFFFF) : -1;
  if (sequence < 0 || count < 2) {
    answer.Begin(0, "again");
    answer.Send();
    return true;
  }
  if (sequence == last) {
    answer.Again();
    return true;
  }
  last = sequence;
  answer.Begin(static_cast<uint32_t>(sequence), "ok");
  if (const char* wrong = Dispatch(words + 1, count - 1)) {
    answer.Begin(static_cast<uint32_t>(sequence), "error");
    answer.Text(wrong);
  }
  answer.Send();
  return strcmp(words[1], "bye") != 0;
}

}  // namespace

int main() {
  static char line[runner::kLineBytes];
  Writer hello;
  if (!runner::Start()) {
    hello.Begin(0, "error");
    hello.Text(runner::Error());
    hello.Send();
    return 1;
  }
  runner::StartTicks();
  hello.Begin(0, "ready");
  hello.Number(kVersion);
  hello.Send();
  while (ReadLine(line)) {
    bool damaged = false;
    if (char* body = runner::Open(line, &damaged)) {
      if (!Serve(body)) break;
    } else if (damaged) {
      hello.Begin(0, "again");
      hello.Send();
    }
  }
  harness_report_stack();
  return 0;
}
