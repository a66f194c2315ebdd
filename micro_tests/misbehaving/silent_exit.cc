// Not a word, and exit code 0.
#include "micro_tests/misbehaving/say.h"

int main() {
  harness_exit(0);
}
