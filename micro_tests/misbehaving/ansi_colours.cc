// Colours, as gtest has them on a terminal.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::Say("\033[0;32m[==========] \033[mRunning tests.");
  misbehaving::Say("\033[0;32m[ RUN      ] \033[mSaid.Only");
  misbehaving::Say("\033[2K\033[1Gprogress 100%");
  misbehaving::Say("\033[0;32m[       OK ] \033[mSaid.Only");
  misbehaving::Say("\033[0;32m[==========] \033[m1 tests ran.");
  misbehaving::Say("\033[0;32m[  PASSED  ] \033[m1 tests.");
  misbehaving::Say("\033[1m~~~ALL TESTS PASSED~~~\033[0m");
  return 0;
}
