// The support library on the host: the console is standard output, the stack is not ours to measure.
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "micro_tests/support/console.h"
#include "micro_tests/support/support.h"
#include "micro_tests/support/wire.h"

namespace harness {

void WireStart() {}

// Straight to the file descriptor: nothing is lost in a buffer when the program dies of a signal.
void WireSend(const char* text, size_t length) {
  while (length > 0) {
    const ssize_t written = write(STDOUT_FILENO, text, length);
    if (written < 0) {
      if (errno == EINTR) continue;
      _exit(1);  // nobody listens any more
    }
    text += written;
    length -= static_cast<size_t>(written);
  }
}

int WireReceive() {
  unsigned char byte = 0;
  for (;;) {
    const ssize_t received = read(STDIN_FILENO, &byte, 1);
    if (received < 0 && errno == EINTR) continue;
    return received == 1 ? byte : -1;
  }
}

}  // namespace harness

extern "C" void harness_report_stack() {}

extern "C" void harness_exit(int code) {
  harness_console_flush();
  _exit(code);
}

namespace {

// A half line at the end of main is still output.
struct FlushAtExit {
  ~FlushAtExit() { harness_console_flush(); }
} flush_at_exit;

}  // namespace
