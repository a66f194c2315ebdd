// A small shell on the console, whichever wire that is. One command a line, one answer a line.
#include <cstdlib>
#include <cstring>

#include "micro_tests/framework/micro_log.h"
#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"

namespace {

constexpr size_t kLineBytes = 128;

struct Command {
  const char* name;
  const char* help;
  bool (*run)(const char* arguments);  // false: the arguments make no sense
};

bool Help(const char*);

bool Echo(const char* arguments) {
  MicroPrintf("%s", arguments);
  return true;
}

bool Add(const char* arguments) {
  char* end = nullptr;
  const long first = strtol(arguments, &end, 0);
  if (end == arguments) return false;
  const char* rest = end;
  const long second = strtol(rest, &end, 0);
  if (end == rest || *end != '\0') return false;
  MicroPrintf("%ld", first + second);
  return true;
}

bool Count(const char* arguments) {
  const long last = strtol(arguments, nullptr, 0);
  for (long i = 1; i <= last; ++i) MicroPrintf("%ld", i);
  return last > 0;
}

bool Fault(const char*) { __builtin_trap(); }

bool Quit(const char*) {
  MicroPrintf("bye");
  harness_report_stack();
  MicroPrintf("~~~ALL TESTS PASSED~~~");
  harness_exit(0);
}

constexpr Command kCommands[] = {
    {"help", "this list", Help},
    {"echo", "TEXT: prints it", Echo},
    {"add", "A B: their sum", Add},
    {"count", "N: the numbers from 1 to N", Count},
    {"fault", "runs an undefined instruction", Fault},
    {"quit", "ends the shell", Quit},
};

bool Help(const char*) {
  for (const Command& command : kCommands) MicroPrintf("%s %s", command.name, command.help);
  return true;
}

// "add 1 2" -> runs Add("1 2")
void Run(char* line) {
  char* arguments = strchr(line, ' ');
  if (arguments != nullptr) *arguments++ = '\0';
  for (const Command& command : kCommands) {
    if (strcmp(line, command.name) != 0) continue;
    if (!command.run(arguments != nullptr ? arguments : "")) MicroPrintf("usage: %s %s", command.name, command.help);
    return;
  }
  MicroPrintf("unknown command: %s", line);
}

// One line without its end into `line`; what does not fit is dropped. False: there is no more input.
bool ReadLine(char (&line)[kLineBytes]) {
  size_t used = 0;
  for (;;) {
    const int byte = harness_console_read();
    if (byte < 0) return false;
    if (byte == '\n' || byte == '\r') break;
    if (byte == '\b' || byte == 0x7f) {  // what a terminal's backspace key sends
      if (used > 0) --used;
      continue;
    }
    if (used + 1 < kLineBytes) line[used++] = static_cast<char>(byte);
  }
  line[used] = '\0';
  return true;
}

}  // namespace

int main() {
  static char line[kLineBytes];
  MicroPrintf("shell ready");
  while (ReadLine(line)) {
    if (line[0] != '\0') Run(line);
  }
  MicroPrintf("no more input");
  return 1;
}
