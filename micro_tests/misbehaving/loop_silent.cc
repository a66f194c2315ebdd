// A loop without an end and without a word.
#include "micro_tests/misbehaving/say.h"

#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  misbehaving::Spin();
}

}  // namespace
