// A fault before main: not one case is reached.
#include "micro_tests/framework/micro_test_v2.h"

namespace {

volatile bool crash = true;

struct Early {
  Early() {
    MicroPrintf("in a constructor");
    if (crash) __builtin_trap();
  }
} early;

}  // namespace

TEST(Constructor, First) { EXPECT_EQ(1, 1); }
TEST(Constructor, Second) { EXPECT_EQ(1, 1); }

TF_LITE_MICRO_TESTS_MAIN
