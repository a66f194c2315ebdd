// What a client does with the messages of the secure image. Host-side tools read them without these assumptions.
#ifndef MICRO_TESTS_TRUSTZONE_NON_SECURE_MESSAGE_H_
#define MICRO_TESTS_TRUSTZONE_NON_SECURE_MESSAGE_H_

#include <cstdint>
#include <cstring>

#include "micro_tests/crypto/ecdsa.h"
#include "micro_tests/trustzone/veneers.h"

namespace trustzone {

// The message of a secure_infer_sine: all its parts have fixed sizes.
constexpr uint8_t kHead[] = {0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0, 0x55};  // tag 18, headers, payload of 21 bytes
constexpr uint8_t kSineHead[] = {0xa2, 0x3a, 0x00, 0x01, 0x38, 0x7f, 0x44};
constexpr uint8_t kDegreesHead[] = {0x3a, 0x00, 0x01, 0x38, 0x80, 0x44};
constexpr uint8_t kSignatureHead[] = {0x58, 0x40};
constexpr uint32_t kPayloadBytes = sizeof(kSineHead) + 4 + sizeof(kDegreesHead) + 4;
constexpr uint32_t kSineMessageBytes =
    sizeof(kHead) + kPayloadBytes + sizeof(kSignatureHead) + crypto::kSignatureBytes;
static_assert(kPayloadBytes == 0x55 - 0x40);

struct Reading {
  float sine;
  float degrees;
};

// False where it is not such a message.
inline bool Read(const uint8_t* message, uint32_t length, Reading* reading) {
  if (length != kSineMessageBytes || memcmp(message, kHead, sizeof(kHead)) != 0) return false;
  const uint8_t* at = message + sizeof(kHead);
  if (memcmp(at, kSineHead, sizeof(kSineHead)) != 0) return false;
  at += sizeof(kSineHead);
  memcpy(&reading->sine, at, 4);
  at += 4;
  if (memcmp(at, kDegreesHead, sizeof(kDegreesHead)) != 0) return false;
  at += sizeof(kDegreesHead);
  memcpy(&reading->degrees, at, 4);
  return memcmp(at + 4, kSignatureHead, sizeof(kSignatureHead)) == 0;
}

// Whether the message is signed with the key (RFC 9052, 4.4).
inline bool Verify(const uint8_t* message, uint32_t length, const uint8_t (&key)[kPublicKeyBytes]) {
  Reading ignored;
  if (!Read(message, length, &ignored)) return false;
  static constexpr uint8_t kSigned[] = {0x84, 0x6a, 'S',  'i',  'g',  'n',  'a',  't', 'u',
                                        'r',  'e',  '1',  0x43, 0xa1, 0x01, 0x26, 0x40};
  crypto::Sha256 hash;
  hash.Add(kSigned, sizeof(kSigned));
  hash.Add(message + sizeof(kHead) - 1, 1 + kPayloadBytes);
  uint8_t digest[crypto::kDigestBytes], signature[crypto::kSignatureBytes];
  hash.Finish(digest);
  memcpy(signature, message + length - sizeof(signature), sizeof(signature));
  return crypto::Verify(key, digest, signature);
}

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_NON_SECURE_MESSAGE_H_
