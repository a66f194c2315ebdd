// Console through the simulator or debugger.
#include <cstring>

#include "micro_tests/support/semihosting.h"
#include "micro_tests/support/wire.h"

namespace harness {

void WireStart() {}

void WireSend(const char* text, size_t length) {
  using namespace semihosting;
  // SYS_WRITE0 ends at a NUL; a NUL in the text goes alone by SYS_WRITEC.
  const char* const end = text + length;
  while (text < end) {
    const size_t run = strlen(text);
    if (run > 0) Call(kWrite0, text);
    text += run;
    if (text < end) Call(kWriteC, text++);
  }
}

}  // namespace harness
