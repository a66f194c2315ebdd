// A call through a null pointer.
#include "micro_tests/misbehaving/three_cases.h"

namespace {

void GoWrong() {
  void (*volatile function)() = nullptr;
  function();
}

}  // namespace
