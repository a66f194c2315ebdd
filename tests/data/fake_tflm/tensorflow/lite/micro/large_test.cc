// More memory than a Blue Pill has, and data that is generated.
#include "tensorflow/lite/micro/testing/micro_test_v2.h"

extern const int g_numbers[];
volatile char arena[100000];

TEST(LargeTest, UsesItsArena) {
  arena[sizeof(arena) - 1] = 7;
  EXPECT_TRUE(arena[sizeof(arena) - 1] == 7);
}
TEST(LargeTest, HasItsData) { EXPECT_TRUE(g_numbers[3] == 13); }

TF_LITE_MICRO_TESTS_MAIN
