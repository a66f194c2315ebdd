// ECDSA on P-256 against RFC 6979, A.2.5, and NIST's CAVP vectors (FIPS 186-3, [P-256,SHA-256]); of the latter the
// messages' digests. COSE_Sign1 against messages made by cbor2 and OpenSSL with the same key.
#include "micro_tests/crypto/ecdsa.h"

#include <initializer_list>

#include "micro_tests/crypto/cose.h"
#include "micro_tests/crypto/from_hex.h"
#include "micro_tests/crypto/p256.h"
#include "micro_tests/framework/micro_test_v2.h"

namespace {

using namespace crypto;

constexpr char kRfcKey[] = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
constexpr char kRfcPoint[] =
    "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
    "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
constexpr char kOrder[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
constexpr char kOrderLess1[] = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550";
constexpr char kZero[] = "0000000000000000000000000000000000000000000000000000000000000000";

bool KeyGives(const char* key_hex, const char* point_hex) {
  uint8_t key[kPrivateKeyBytes], point[kPublicKeyBytes];
  FromHex(key_hex, key, sizeof(key));
  return PublicKey(key, point) && SameBytes(point_hex, point);
}

bool SignatureOf(const char* text, const char* signature_hex) {
  uint8_t key[kPrivateKeyBytes], digest[kDigestBytes], signature[kSignatureBytes];
  FromHex(kRfcKey, key, sizeof(key));
  Sha256 hash;
  hash.Add(text, strlen(text));
  hash.Finish(digest);
  return Sign(key, digest, signature) && SameBytes(signature_hex, signature);
}

bool Accepts(const char* point_hex, const char* digest_hex, const char* signature_hex) {
  uint8_t point[kPublicKeyBytes], digest[kDigestBytes], signature[kSignatureBytes];
  FromHex(point_hex, point, sizeof(point));
  FromHex(digest_hex, digest, sizeof(digest));
  FromHex(signature_hex, signature, sizeof(signature));
  return Verify(point, digest, signature);
}

// SigVer.rsp, the first ones that pass.
constexpr char kPoint[] =
    "e424dc61d4bb3cb7ef4344a7f8957a0c5134e16f7a67c074f82e6e12f49abf3c"
    "970eed7aa2bc48651545949de1dddaf0127e5965ac85d1243d6f60e7dfaee927";
constexpr char kDigest[] = "d1b8ef21eb4182ee270638061063a3f3c16c114e33937f69fb232cc833965a94";
constexpr char kR[] = "bf96b99aa49c705c910be33142017c642ff540c76349b9dab72f981fd9347f4f";
constexpr char kS[] = "17c55095819089c2e03b9cd415abdf12444e323075d98f31920b9e0f57ec871c";

bool AcceptsNumbers(const char* r, const char* s) {
  char signature[2 * kSignatureBytes + 1];
  memcpy(signature, r, kSignatureBytes);
  memcpy(signature + kSignatureBytes, s, kSignatureBytes + 1);
  return Accepts(kPoint, kDigest, signature);
}

}  // namespace

TEST(EcdsaTest, PublicKeys) {
  EXPECT_TRUE(KeyGives(kRfcKey, kRfcPoint));
  EXPECT_TRUE(KeyGives("519b423d715f8b581f4fa8ee59f4771a5b44c8130b4e3eacca54a56dda72b464",
                       "1ccbe91c075fc7f4f033bfa248db8fccd3565de94bbfb12f3c59ff46c271bf83"
                       "ce4014c68811f9a21a1fdb2c0e6113e06db7ca93b7404e78dc7ccd5ca89a4ca9"));
  EXPECT_TRUE(KeyGives("0000000000000000000000000000000000000000000000000000000000000001",
                       "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                       "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
  EXPECT_TRUE(KeyGives(kOrderLess1,
                       "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                       "b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0a"));
}

TEST(EcdsaTest, NumbersThatAreNoPrivateKeys) {
  for (const char* hex : {kZero, kOrder, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    uint8_t key[kPrivateKeyBytes], point[kPublicKeyBytes], signature[kSignatureBytes];
    const uint8_t digest[kDigestBytes] = {};
    FromHex(hex, key, sizeof(key));
    EXPECT_FALSE(IsPrivateKey(key));
    EXPECT_FALSE(PublicKey(key, point));
    EXPECT_FALSE(Sign(key, digest, signature));
  }
}

TEST(EcdsaTest, Rfc6979Signatures) {
  EXPECT_TRUE(SignatureOf("sample",
                          "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
                          "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"));
  EXPECT_TRUE(SignatureOf("test",
                          "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
                          "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"));
}

TEST(EcdsaTest, NistSignaturesThatAreGood) {
  EXPECT_TRUE(AcceptsNumbers(kR, kS));
  EXPECT_TRUE(Accepts("e0fc6a6f50e1c57475673ee54e3a57f9a49f3328e743bf52f335e3eeaa3d2864"
                      "7f59d689c91e463607d9194d99faf316e25432870816dde63f5d4b373f12f22a",
                      "b9336a8d1f3e8ede001d19f41320bc7672d772a3d2cb0e435fff3c27d6804a2c",
                      "1d75830cd36f4c9aa181b2c4221e87f176b7f05b7c87824e82e396c88315c407"
                      "cb2acb01dac96efc53a32d4a0d85d0c2e48955214783ecf50a4f0414a319c05a"));
  EXPECT_TRUE(Accepts("1ccbe91c075fc7f4f033bfa248db8fccd3565de94bbfb12f3c59ff46c271bf83"
                      "ce4014c68811f9a21a1fdb2c0e6113e06db7ca93b7404e78dc7ccd5ca89a4ca9",
                      "44acf6b7e36c1342c2c5897204fe09504e1e2efb1a900377dbc4e7a6a133ec56",
                      "f3ac8061b514795b8843e3d6629527ed2afd6b1f6a555a7acabb5e6f79c8c2ac"
                      "8bf77819ca05a6b2786c76262bf7371cef97b218e96f175a3ccdda2acc058903"));
}

TEST(EcdsaTest, NistSignaturesThatWereChanged) {
  EXPECT_FALSE(Accepts("69b7667056e1e11d6caf6e45643f8b21e7a4bebda463c7fdbc13bc98efbd0214"  // the message
                       "d3f9b12eb46c7c6fda0da3fc85bc1fd831557f9abc902a3be3cb3e8be7d1aa2f",
                       "d80e9933e86769731ec16ff31e6821531bcf07fcbad9e2ac16ec9e6cb343a870",
                       "288f7a1cd391842cce21f00e6f15471c04dc182fe4b14d92dc18910879799790"
                       "247b3c4e89a3bcadfea73c7bfd361def43715fa382b8c3edf4ae15d6e55e9979"));
  EXPECT_FALSE(Accepts("5cf02a00d205bdfee2016f7421807fc38ae69e6b7ccd064ee689fc1a94a9f7d2"  // r
                       "ec530ce3cc5c9d1af463f264d685afe2b4db4b5828d7e61b748930f3ce622a85",
                       "5984eab8854d0a9aa5f0c70f96deeb510e5f9ff8c51befcdc3c41bac53577f22",
                       "dc23d130c6117fb5751201455e99f36f59aba1a6a21cf2d0e7481a97451d6693"
                       "d6ce7708c18dbf35d4f8aa7240922dc6823f2e7058cbc1484fcad1599db5018c"));
  EXPECT_FALSE(Accepts("87f8f2b218f49845f6f10eec3877136269f5c1a54736dbdf69f89940cad41555"  // s
                       "e15f369036f49842fac7a86c8a2b0557609776814448b8f5e84aa9f4395205e9",
                       "a82c31412f537135d1c418bd7136fb5fde9426e70c70e7c2fb11f02f30fdeae2",
                       "d19ff48b324915576416097d2544f7cbdf8768b1454ad20e0baac50e211f23b0"
                       "a3e81e59311cdfff2d4784949f7a2cb50ba6c3a91fa54710568e61aca3e847c6"));
  EXPECT_FALSE(Accepts("2ddfd145767883ffbb0ac003ab4a44346d08fa2570b3120dcce94562422244cb"  // the key
                       "5f70c7d11ac2b7a435ccfbbae02c3df1ea6b532cc0e9db74f93fffca7c6f9a64",
                       "44b02ad3088076f997220a68ff0b27a58ecfa528b604427097cce5ca956274c5",
                       "9913111cff6f20c5bf453a99cd2c2019a4e749a49724a08774d14e4c113edda8"
                       "9467cd4cd21ecb56b0cab0a9a453b43386845459127a952421f5c6382866c5cc"));
}

TEST(EcdsaTest, NumbersOutOfTheirRangeAreNoSignature) {
  EXPECT_FALSE(AcceptsNumbers(kZero, kS));
  EXPECT_FALSE(AcceptsNumbers(kR, kZero));
  EXPECT_FALSE(AcceptsNumbers(kOrder, kS));
  EXPECT_FALSE(AcceptsNumbers(kR, kOrder));
  EXPECT_FALSE(AcceptsNumbers(kZero, kZero));
}

TEST(EcdsaTest, PointsThatAreNotOnTheCurve) {
  // PKV.rsp, [P-256], "Point not on curve"; then the field's modulus as x, and the neutral element.
  for (const char* point : {"f2d1c0dc0852c3d8a2a2500a23a44813ccce1ac4e58444175b440469ffc12273"
                            "32bfe992831b305d8c37b9672df5d29fcb5c29b4a40534683e3ace23d24647dd",
                            "a40d077a87dae157d93dcccf3fe3aca9c6479a75aa2669509d2ef05c7de6782f"
                            "503d86b87d743ba20804fd7e7884aa017414a7b5b5963e0d46e3a9611419ddf3",
                            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
                            "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4",
                            "0000000000000000000000000000000000000000000000000000000000000000"
                            "0000000000000000000000000000000000000000000000000000000000000000"}) {
    char signature[2 * kSignatureBytes + 1];
    memcpy(signature, kR, kSignatureBytes);
    memcpy(signature + kSignatureBytes, kS, kSignatureBytes + 1);
    EXPECT_FALSE(Accepts(point, kDigest, signature));
  }
}

TEST(P256Test, AdditionIsComplete) {
  using namespace p256;
  Number x, y, expected_x, expected_y;
  const Point two = Add(Base(), Base());
  ToAffine(Multiply(Number{{2}}, Base()), &expected_x, &expected_y);
  ToAffine(two, &x, &y);
  EXPECT_EQ(0, memcmp(&x, &expected_x, sizeof(x)));
  ToAffine(Add(two, Neutral()), &x, &y);
  EXPECT_EQ(0, memcmp(&x, &expected_x, sizeof(x)));
  ToAffine(Add(Neutral(), two), &x, &y);
  EXPECT_EQ(0, memcmp(&y, &expected_y, sizeof(y)));
  uint8_t order[kNumberBytes];
  FromHex(kOrderLess1, order, sizeof(order));
  const Point opposite = Multiply(Load(order), Base());
  EXPECT_NE(0u, IsZero(Add(opposite, Base()).z));
  EXPECT_NE(0u, IsZero(Multiply(Number{}, Base()).z));
  EXPECT_NE(0u, IsZero(Add(Neutral(), Neutral()).z));
}

TEST(CoseTest, AMessageIsWhatOthersMake) {
  uint8_t key[kPrivateKeyBytes], value[4], message[160];
  FromHex(kRfcKey, key, sizeof(key));
  FromHex("2cce8a3c", value, sizeof(value));
  const Claim claims[] = {{-80000, value, sizeof(value)}};
  uint8_t expected[85];
  FromHex("d28443a10126a04ba13a0001387f442cce8a3c58409fffa848c2f691ed4faad274823897c13cc081e0f5a6ed39ac1e3ee1f594"
          "9f7680974128e9057f08956205e8376d71ea2f5e1cf156e1032d18ed486adc55400d",
          expected, sizeof(expected));
  ASSERT_EQ(sizeof(expected), CoseSign1(key, claims, 1, message, sizeof(message)));
  EXPECT_EQ(0, memcmp(expected, message, sizeof(expected)));
  EXPECT_EQ(sizeof(expected), CoseSign1(key, claims, 1, message, sizeof(expected)));
  EXPECT_EQ(0u, CoseSign1(key, claims, 1, message, sizeof(expected) - 1));
}

TEST(CoseTest, NumbersAndLengthsOfAllSizes) {
  uint8_t key[kPrivateKeyBytes], message[160];
  FromHex(kRfcKey, key, sizeof(key));
  const Claim claims[] = {{-1, "", 0},   {1, "111111111111111111111111", 24}, {70000, "x", 1},
                          {300, "yz", 2}, {-24, "a", 1},                       {-25, "b", 1}};
  uint8_t expected[125];
  FromHex("d28443a10126a05832a620400158183131313131313131313131313131313131313131313131311a00011170417819012c42797a"
          "3741613818416258405aec5e9b4a12256d08b1c4f6bee57813668e76af6e6b5119ccd8c0ced910bd953e20633f0755d7baf26f80"
          "71bd8ea98380de9a557ec60349bb855e9c26af5e80",
          expected, sizeof(expected));
  ASSERT_EQ(sizeof(expected), CoseSign1(key, claims, 6, message, sizeof(message)));
  EXPECT_EQ(0, memcmp(expected, message, sizeof(expected)));
  const Claim long_claim = {1, expected, 125};
  EXPECT_EQ(0u, CoseSign1(key, &long_claim, 1, message, sizeof(message)));  // payload of 130 bytes
}

TF_LITE_MICRO_TESTS_MAIN
