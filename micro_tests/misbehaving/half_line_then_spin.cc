// Half a line, then silence: what was printed must be in the log and in the reason.
#include "micro_tests/misbehaving/say.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  misbehaving::SayText("this line will nev");
  misbehaving::Spin();
}

}  // namespace
