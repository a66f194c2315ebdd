// The secure model as its clients see it: answers, messages, keys.
#include <cmath>
#include <cstring>
#include <initializer_list>

#include "micro_tests/crypto/ecdsa.h"
#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/trustzone/non_secure/message.h"
#include "micro_tests/trustzone/veneers.h"

namespace {

using namespace trustzone;

constexpr float kSineTolerance = 0.05f;  // as in micro_tests/hello_world

struct Answer {
  int32_t status;
  uint8_t message[kMessageBytes];
  uint32_t length;
};

Answer Ask(float degrees) {
  Answer answer = {};
  const SineRequest request = {degrees};
  answer.status = secure_infer_sine(&request, answer.message, sizeof(answer.message), &answer.length);
  return answer;
}

}  // namespace

TEST(SecureInferenceTest, ApproximatesSine) {
  for (float degrees = 0.0f; degrees <= 360.0f; degrees += 45.0f) {
    const Answer answer = Ask(degrees);
    ASSERT_EQ(kOk, answer.status);
    Reading reading = {};
    ASSERT_TRUE(Read(answer.message, answer.length, &reading));
    EXPECT_EQ(degrees, reading.degrees);
    EXPECT_NEAR(std::sin(degrees * 3.14159265f / 180.0f), reading.sine, kSineTolerance);
  }
}

TEST(SecureInferenceTest, MessagesVerifyWithThePublicKey) {
  uint8_t key[kPublicKeyBytes];
  ASSERT_EQ(kOk, secure_public_key(key, sizeof(key)));
  Answer answer = Ask(30.0f);
  ASSERT_EQ(kOk, answer.status);
  EXPECT_TRUE(Verify(answer.message, answer.length, key));
  for (uint32_t at = 9; at < answer.length; at += 11) {  // in payload and signature
    answer.message[at] ^= 1;
    EXPECT_FALSE(Verify(answer.message, answer.length, key));
    answer.message[at] ^= 1;
  }
  key[5] ^= 0x80;
  EXPECT_FALSE(Verify(answer.message, answer.length, key));
}

TEST(SecureInferenceTest, TheSameQuestionGetsTheSameMessage) {
  const Answer first = Ask(77.0f), second = Ask(77.0f), other = Ask(78.0f);
  EXPECT_EQ(first.length, second.length);
  EXPECT_EQ(0, memcmp(first.message, second.message, sizeof(first.message)));
  EXPECT_NE(0, memcmp(first.message, other.message, sizeof(first.message)));
}

TEST(SecureInferenceTest, NumbersThatAreNoAngle) {
  for (const float degrees : {-1.0f, 360.5f, 1e30f, INFINITY, -INFINITY, NAN}) {
    const Answer answer = Ask(degrees);
    EXPECT_EQ(kBadNumber, answer.status);
    EXPECT_EQ(0u, answer.length);
    EXPECT_EQ(0, answer.message[0]);
  }
}

TEST(SecureInferenceTest, BuffersOfTheWrongSize) {
  const SineRequest request = {1.0f};
  uint8_t message[kMessageBytes] = {}, key[kPublicKeyBytes] = {};
  uint32_t length = 0;
  EXPECT_EQ(kBadLength, secure_infer_sine(&request, message, 0, &length));
  EXPECT_EQ(kBadLength, secure_infer_sine(&request, message, 50, &length));
  EXPECT_EQ(0, message[0]);
  EXPECT_EQ(kBadLength, secure_public_key(key, kPublicKeyBytes - 1));
  EXPECT_EQ(0, key[0]);
}

TF_LITE_MICRO_TESTS_MAIN
