// The second line of defence by itself: the SAU lets the page through, the protection controller of its memory does not.
#include <initializer_list>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/trustzone/non_secure/probe.h"

namespace {

using namespace trustzone;

void BusErrorIsCounted() {
  const Violations taken = Taken();
  EXPECT_EQ(1u, taken.count);
  EXPECT_EQ(kBusFault, taken.exception);
  EXPECT_EQ(0u, taken.sfsr);
  EXPECT_NE(0u, taken.cfsr & kCfsrPreciseErr);
}

}  // namespace

TEST(ProtectionControllerTest, ReadsThePage) {
  Taken();
  EXPECT_EQ(0u, ReadAt(Alias(kPage)));
  BusErrorIsCounted();
}

TEST(ProtectionControllerTest, WritesThePage) {
  Taken();
  WriteAt(Alias(kPage), 0x12345678);
  BusErrorIsCounted();
  EXPECT_EQ(kPageWord, secure_test_page_word());
}

// Registers of the controller of the page's memory: secure by their own address, nothing at the other alias. Whatever
// becomes of the writes, the page stays closed.
TEST(ProtectionControllerTest, ReprogramsTheController) {
  Taken();
  for (const uint32_t registers : {0x58008000u, 0x48008000u}) {
    for (uint32_t block = 0; block < 4; ++block) {
      WriteAt(registers + 0x18, block);
      WriteAt(registers + 0x1C, 0xFFFFFFFF);
    }
  }
  Taken();
  EXPECT_EQ(0u, ReadAt(Alias(kPage)));
  BusErrorIsCounted();
}

TF_LITE_MICRO_TESTS_MAIN
