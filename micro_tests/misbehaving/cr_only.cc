// Line ends of the old kind: carriage returns alone.
#include "micro_tests/misbehaving/say.h"

int main() {
  misbehaving::SayText("Testing Only\r");
  misbehaving::SayText("1/1 tests passed\r");
  misbehaving::SayText("~~~ALL TESTS PASSED~~~\r");
  return 0;
}
