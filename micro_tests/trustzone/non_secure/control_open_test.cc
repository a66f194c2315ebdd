// The control of attacks_test: a secure image that gives away the page, to the SAU and to its memory's protection
// controller. The same probes get what they want, so it is protection that stops them there.
#include <initializer_list>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/trustzone/non_secure/probe.h"

namespace {

using namespace trustzone;

}  // namespace

TEST(OpenControlTest, TheProbeReadsThePage) {
  Taken();
  EXPECT_EQ(kPageWord, ReadAt(Alias(kPage)));
  EXPECT_EQ(kPageWord, ReadAt(Alias(kPage) + 4092));
  EXPECT_EQ(0u, Taken().count);
}

TEST(OpenControlTest, TheProbeWritesThePage) {
  Taken();
  WriteAt(Alias(kPage), 0x12345678);
  EXPECT_EQ(0x12345678u, ReadAt(Alias(kPage)));
  EXPECT_EQ(0u, Taken().count);
}

TEST(OpenControlTest, AVeneerTakesAPointerToThePage) {
  EXPECT_EQ(kOk, secure_public_key(reinterpret_cast<uint8_t*>(Alias(kPage)), kPublicKeyBytes));
  EXPECT_NE(0x12345678u, ReadAt(Alias(kPage)));
}

TEST(OpenControlTest, NothingElseIsOpen) {
  for (const uint32_t address : {Secure(kPage), Alias(kPage) - 4, Alias(kPage) + 4096, Alias(kWeights)}) {
    EXPECT_EQ(0u, ReadAt(address));
    EXPECT_EQ(1u, Taken().count);
  }
}

TF_LITE_MICRO_TESTS_MAIN
