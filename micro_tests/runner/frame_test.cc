// The runner's lines: what goes out comes in again, and nothing damaged gets through.
#include "micro_tests/runner/frame.h"

#include <cstring>
#include <initializer_list>

#include "micro_tests/framework/micro_test.h"

namespace {

// Python: binascii.crc32(b"harness 7 write 0 384 AAEC")
char whole[] = "noise @harness 7 write 0 384 AAEC *dd6be423";

}  // namespace

TF_LITE_MICRO_TESTS_BEGIN

TF_LITE_MICRO_TEST(CrcIsThatOfEthernet) {
  TF_LITE_MICRO_EXPECT_EQ(0xCBF43926u, runner::Crc32("123456789", 9));
  TF_LITE_MICRO_EXPECT_EQ(0u, runner::Crc32("", 0));
}

TF_LITE_MICRO_TEST(AFrameIsFoundBehindNoise) {
  bool damaged = true;
  char line[64];
  strcpy(line, whole);
  const char* body = runner::Open(line, &damaged);
  TF_LITE_MICRO_EXPECT(!damaged);
  TF_LITE_MICRO_EXPECT(body != nullptr && strcmp(body, "7 write 0 384 AAEC") == 0);
}

TF_LITE_MICRO_TEST(EveryDamagedByteIsNoticed) {
  for (size_t i = 6; i + 1 < sizeof whole; ++i) {
    bool damaged = false;
    char line[64];
    strcpy(line, whole);
    line[i] ^= 1;
    TF_LITE_MICRO_EXPECT(runner::Open(line, &damaged) == nullptr);
    TF_LITE_MICRO_EXPECT(damaged);
  }
}

TF_LITE_MICRO_TEST(OtherLinesAreNotFrames) {
  bool damaged = true;
  char line[] = "[harness] stack 1 of 2 bytes";
  TF_LITE_MICRO_EXPECT(runner::Open(line, &damaged) == nullptr);
  TF_LITE_MICRO_EXPECT(!damaged);
}

TF_LITE_MICRO_TEST(Base64IsDecodedStrictly) {
  uint8_t bytes[4] = {};
  TF_LITE_MICRO_EXPECT_EQ(3, runner::Decode("AAEC", bytes, sizeof bytes));
  TF_LITE_MICRO_EXPECT_EQ(2, bytes[2]);
  TF_LITE_MICRO_EXPECT_EQ(1, runner::Decode("/w==", bytes, sizeof bytes));
  TF_LITE_MICRO_EXPECT_EQ(255, bytes[0]);
  TF_LITE_MICRO_EXPECT_EQ(2, runner::Decode("//8=", bytes, sizeof bytes));
  TF_LITE_MICRO_EXPECT_EQ(0, runner::Decode("", bytes, sizeof bytes));
  for (const char* bad : {"A", "AAE", "A===", "AA=A", "AA C", "AAECAAEC"}) {
    TF_LITE_MICRO_EXPECT_EQ(-1, runner::Decode(bad, bytes, sizeof bytes));
  }
}

TF_LITE_MICRO_TESTS_END
