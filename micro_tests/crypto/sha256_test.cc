// SHA-256 and HMAC-SHA-256 against the examples of FIPS 180-4 (NIST's example values) and RFC 4231.
#include "micro_tests/crypto/sha256.h"

#include "micro_tests/crypto/from_hex.h"
#include "micro_tests/framework/micro_test_v2.h"

namespace {

using crypto::kDigestBytes;
using crypto::SameBytes;

bool HashIs(const char* text, const char* digest) {
  crypto::Sha256 hash;
  hash.Add(text, strlen(text));
  uint8_t got[kDigestBytes];
  hash.Finish(got);
  return SameBytes(digest, got);
}

bool MacIs(const void* key, size_t key_length, const void* data, size_t length, const char* tag) {
  crypto::HmacSha256 mac(key, key_length);
  mac.Add(data, length);
  uint8_t got[kDigestBytes];
  mac.Finish(got);
  return SameBytes(tag, got);
}

}  // namespace

TEST(Sha256Test, NistExamples) {
  EXPECT_TRUE(HashIs("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  EXPECT_TRUE(HashIs("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_TRUE(HashIs("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  EXPECT_TRUE(HashIs("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                     "mnopqrstnopqrstu",
                     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"));
}

TEST(Sha256Test, ManyBytesInPiecesOfAllSizes) {
  char piece[200];
  memset(piece, 'a', sizeof(piece));
  crypto::Sha256 hash;
  size_t left = 100000;
  for (size_t size = 0; left > 0; size = (size + 7) % sizeof(piece)) {
    const size_t taken = size < left ? size : left;
    hash.Add(piece, taken);
    left -= taken;
  }
  uint8_t got[kDigestBytes];
  hash.Finish(got);
  EXPECT_TRUE(SameBytes("6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee", got));
}

TEST(HmacSha256Test, Rfc4231) {
  uint8_t key[131], data[50];
  memset(key, 0x0b, 20);
  EXPECT_TRUE(MacIs(key, 20, "Hi There", 8, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"));
  EXPECT_TRUE(MacIs("Jefe", 4, "what do ya want for nothing?", 28,
                    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  memset(key, 0xaa, sizeof(key));
  memset(data, 0xdd, sizeof(data));
  EXPECT_TRUE(MacIs(key, 20, data, 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"));
  const char* long_key = "Test Using Larger Than Block-Size Key - Hash Key First";
  EXPECT_TRUE(MacIs(key, 131, long_key, strlen(long_key),
                    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
}

TF_LITE_MICRO_TESTS_MAIN
