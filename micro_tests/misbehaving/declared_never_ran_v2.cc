// A v2 case that the binary declares and that its own runner forgets; everything it prints is consistent.
#include "micro_tests/framework/micro_test_v2.h"

TEST(Declared, Runs) { EXPECT_EQ(1, 1); }
TEST(Declared, Forgotten) { EXPECT_EQ(1, 1); }

int main() {
  DebugPrintf("[==========] Running tests.\n");
  DebugPrintf("[ RUN      ] Declared.Runs\n");
  Declared_Runs_Info.function();
  DebugPrintf("[       OK ] Declared.Runs\n");
  DebugPrintf("[==========] 1 tests ran.\n");
  DebugPrintf("[  PASSED  ] 1 tests.\n");
  DebugPrintf("~~~ALL TESTS PASSED~~~\n");
  return 0;
}
