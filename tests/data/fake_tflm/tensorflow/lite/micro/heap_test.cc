#include <cstdlib>

#include "tensorflow/lite/micro/testing/micro_test_v2.h"

TEST(HeapTest, GetsMemory) {
  char* volatile memory = static_cast<char*>(malloc(100));
  EXPECT_TRUE(memory != nullptr);
  free(memory);
}

TF_LITE_MICRO_TESTS_MAIN
