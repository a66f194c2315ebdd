#include "micro_tests/support/console.h"

#include <cstring>

#include "micro_tests/support/wire.h"

namespace {

// One trap or system call for a line: a longer line takes several.
constexpr size_t kLineBytes = 256;

char line[kLineBytes + 1];
size_t used = 0;
bool at_line_start = true;

void Flush() {
  if (used == 0) return;
  line[used] = '\0';
  harness::WireSend(line, used);
  used = 0;
}

}  // namespace

extern "C" void harness_console_write(const char* text, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    line[used++] = text[i];
    at_line_start = text[i] == '\n';
    if (at_line_start || used == kLineBytes) Flush();
  }
}

extern "C" void harness_console_flush() { Flush(); }

extern "C" int harness_console_read() {
  Flush();
  return harness::WireReceive();
}

extern "C" void harness_console_fresh_line() {
  if (!at_line_start) harness_console_write("\n", 1);
}
