// A client of the secure model: a shell on the console. What it prints is in docs/trustzone.md.
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "micro_tests/framework/micro_log.h"
#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"
#include "micro_tests/trustzone/non_secure/message.h"

namespace {

using namespace trustzone;

constexpr size_t kLineBytes = 128;
constexpr int kMostWords = 8;
constexpr float kMostAnswers = 361.0f;
constexpr char kPrompt[] = "uart:~$ ";

struct Words {
  const char* word[kMostWords];
  int count;
};

struct Command {
  const char* name;
  const char* arguments;
  const char* help;
  void (*run)(const Words& arguments);
};

// As Zephyr's shell prints it: 16 bytes a line, in two groups, as numbers and as text.
void HexDump(const uint8_t* bytes, uint32_t length) {
  constexpr uint32_t kGroup = 8, kRow = 16;
  for (uint32_t row = 0; row < length; row += kRow) {
    DebugPrintf("%08x: ", static_cast<unsigned>(row));
    for (uint32_t i = 0; i < kRow; ++i) {
      if (i == kGroup) DebugPrintf(" ");
      if (row + i < length) {
        DebugPrintf("%02x ", bytes[row + i]);
      } else {
        DebugPrintf("   ");
      }
    }
    DebugPrintf("|");
    for (uint32_t i = 0; i < kRow; ++i) {
      const char c = row + i < length ? static_cast<char>(bytes[row + i]) : ' ';
      if (i == kGroup) DebugPrintf(" ");
      DebugPrintf("%c", c >= ' ' && c <= '~' ? c : '.');
    }
    DebugPrintf("|\n");
  }
}

bool Refused(int32_t status) {
  if (status != kOk) MicroPrintf("error: the secure service refused: %d", static_cast<int>(status));
  return status != kOk;
}

void PrintAnswer(float degrees) {
  const SineRequest request = {degrees};
  uint8_t message[kMessageBytes], key[kPublicKeyBytes];
  uint32_t length = 0;
  if (Refused(secure_infer_sine(&request, message, sizeof(message), &length))) return;
  if (Refused(secure_public_key(key, sizeof(key)))) return;
  MicroPrintf("CBOR encoded and COSE signed inference value:");
  HexDump(message, length);
  Reading reading = {};
  if (!Read(message, length, &reading) || !Verify(message, length, key)) {
    MicroPrintf("error: the signature is not the public key's");
    return;
  }
  const float exact = std::sin(degrees * 3.14159265f / 180.0f);
  MicroPrintf("Verified the signature using the public key.");
  MicroPrintf("Model: Sine of %.2f deg is: %f", static_cast<double>(degrees), static_cast<double>(reading.sine));
  MicroPrintf("C Mathlib: Sine of %.2f deg is: %f", static_cast<double>(degrees), static_cast<double>(exact));
  MicroPrintf("Deviation: %f", static_cast<double>(std::fabs(reading.sine - exact)));
}

bool Number(const char* text, float* number) {
  char* end = nullptr;
  *number = strtof(text, &end);
  return end != text && *end == '\0' && std::isfinite(*number);
}

// infer get sine START [END STRIDE]
void Infer(const Words& words) {
  if (words.count < 2 || strcmp(words.word[0], "get") != 0) {
    MicroPrintf("error: usage: infer get MODEL START [END STRIDE]");
    return;
  }
  if (strcmp(words.word[1], "sine") != 0) {
    MicroPrintf("error: no model is named %s; there is: sine", words.word[1]);
    return;
  }
  float numbers[3] = {0.0f, 0.0f, 1.0f};
  bool understood = words.count == 3 || words.count == 5;
  for (int i = 2; understood && i < words.count; ++i) understood = Number(words.word[i], &numbers[i - 2]);
  if (!understood) {
    MicroPrintf("error: usage: infer get sine START [END STRIDE], in degrees");
    return;
  }
  const float start = numbers[0], end = words.count == 3 ? start : numbers[1], stride = numbers[2];
  if (stride <= 0.0f || end < start || (end - start) / stride >= kMostAnswers) {
    MicroPrintf("error: from START up to END with a STRIDE above 0, at most 361 answers");
    return;
  }
  MicroPrintf("Start: %.2f End: %.2f stride: %.2f", static_cast<double>(start), static_cast<double>(end),
              static_cast<double>(stride));
  for (int i = 0; start + static_cast<float>(i) * stride <= end; ++i) PrintAnswer(start + static_cast<float>(i) * stride);
}

void Key(const Words&) {
  uint8_t key[kPublicKeyBytes];
  if (Refused(secure_public_key(key, sizeof(key)))) return;
  DebugPrintf("Public key: ");
  for (const uint8_t byte : key) DebugPrintf("%02x", byte);
  DebugPrintf("\n");
}

void Quit(const Words&) {
  harness_report_stack();
  MicroPrintf("~~~ALL TESTS PASSED~~~");
  harness_exit(0);
}

void Help(const Words&);

constexpr Command kCommands[] = {
    {"help", "", "this list", Help},
    {"infer", "get sine START [END STRIDE]", "asks the secure model for sines, in degrees", Infer},
    {"key", "", "the public key that answers are signed with: x and y", Key},
    {"quit", "", "ends the shell", Quit},
};

void Help(const Words&) {
  for (const Command& command : kCommands) {
    MicroPrintf("%s%s%s: %s", command.name, command.arguments[0] != '\0' ? " " : "", command.arguments, command.help);
  }
}

void Run(char* line) {
  Words words = {{}, 0};
  char* rest = line;
  while (char* word = strtok_r(rest, " \t", &rest)) {
    if (words.count == kMostWords) {
      MicroPrintf("error: more than %d words", kMostWords);
      return;
    }
    words.word[words.count++] = word;
  }
  if (words.count == 0) return;
  for (const Command& command : kCommands) {
    if (strcmp(words.word[0], command.name) != 0) continue;
    Words arguments = {{}, words.count - 1};
    for (int i = 1; i < words.count; ++i) arguments.word[i - 1] = words.word[i];
    command.run(arguments);
    return;
  }
  MicroPrintf("error: %s: command not found; `help` lists them", words.word[0]);
}

// One line into `line`, shown as it is typed; a line that is too long is dropped. False: there is no more input.
bool ReadLine(char (&line)[kLineBytes]) {
  static bool after_return = false;  // the line feed of CR LF is no line of its own
  size_t used = 0;
  for (;;) {
    const int byte = harness_console_read();
    if (byte < 0) return false;
    const bool ignored = byte == '\n' && after_return;
    after_return = byte == '\r';
    if (ignored) continue;
    if (byte == '\n' || byte == '\r') break;
    if (byte == '\b' || byte == 0x7f) {
      if (used > 0) {
        if (--used < kLineBytes) DebugPrintf("\b \b");
      }
    } else if (byte >= ' ' && byte <= '~') {
      if (used < kLineBytes) {
        line[used] = static_cast<char>(byte);
        DebugPrintf("%c", byte);
      }
      ++used;
    }
    harness_console_flush();
  }
  DebugPrintf("\n");
  if (used >= kLineBytes) {
    MicroPrintf("error: a line has at most %d characters", static_cast<int>(kLineBytes - 1));
    used = 0;
  }
  line[used] = '\0';
  return true;
}

}  // namespace

int main() {
  static char line[kLineBytes];
  MicroPrintf("*** Non-secure client of a secure model; `help` lists the commands ***");
  for (;;) {
    DebugPrintf("%s", kPrompt);
    harness_console_flush();
    if (!ReadLine(line)) break;
    Run(line);
  }
  return 1;
}
