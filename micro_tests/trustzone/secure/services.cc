// The veneers. Nothing is kept between calls and everything in between is on the stack, so that a call may be
// interrupted by another one.
#include <cmath>
#include <cstring>

#include "micro_tests/crypto/cose.h"
#include "micro_tests/trustzone/secure/caller.h"
#include "micro_tests/trustzone/secure/key.h"
#include "micro_tests/trustzone/secure/sine.h"
#include "micro_tests/trustzone/veneers.h"

namespace trustzone {
namespace {

uint32_t LittleEndian(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;  // a Cortex-M with TrustZone is little-endian
}

}  // namespace

extern "C" {

SECURE_ENTRY int32_t secure_infer_sine(const SineRequest* request, uint8_t* message, uint32_t capacity,
                                       uint32_t* length) {
  if (capacity == 0 || capacity > kMostBytes) return kBadLength;
  SineRequest asked;
  if (!CopyIn(request, &asked)) return kBadPointer;
  // All of what the caller says is its own, even where the answer is shorter.
  if (CheckedRange(message, capacity, CMSE_MPU_READWRITE) == nullptr) return kBadPointer;
  if (CheckedRange(length, sizeof(*length), CMSE_MPU_READWRITE) == nullptr) return kBadPointer;
  if (!std::isfinite(asked.degrees) || asked.degrees < 0.0f || asked.degrees > kMostDegrees) return kBadNumber;

  const uint32_t sine = LittleEndian(Sine(asked.degrees)), degrees = LittleEndian(asked.degrees);
  const crypto::Claim claims[] = {{kSineLabel, &sine, sizeof(sine)}, {kDegreesLabel, &degrees, sizeof(degrees)}};
  uint8_t signed_message[kMessageBytes];
  const uint32_t used = crypto::CoseSign1(SigningKey(), claims, 2, signed_message, sizeof(signed_message));
  if (used == 0 || used > capacity) return kBadLength;
  const bool copied = CopyOut(signed_message, message, used) && CopyOut(&used, length, sizeof(used));
  return copied ? kOk : kBadPointer;
}

SECURE_ENTRY int32_t secure_public_key(uint8_t* key, uint32_t capacity) {
  if (capacity < kPublicKeyBytes || capacity > kMostBytes) return kBadLength;
  if (CheckedRange(key, capacity, CMSE_MPU_READWRITE) == nullptr) return kBadPointer;
  return CopyOut(VerificationKey(), key, kPublicKeyBytes) ? kOk : kBadPointer;
}

}  // extern "C"

}  // namespace trustzone
