// What the secure image offers to the non-secure one. Both include this; nothing else of the other is known to either.
//
// Whatever a pointer names must be the caller's own memory, as a whole. It is copied before it is looked at.
#ifndef MICRO_TESTS_TRUSTZONE_VENEERS_H_
#define MICRO_TESTS_TRUSTZONE_VENEERS_H_

#include <cstdint>

#if defined(__ARM_FEATURE_CMSE) && (__ARM_FEATURE_CMSE & 2)
#define SECURE_ENTRY __attribute__((cmse_nonsecure_entry))
#else
#define SECURE_ENTRY
#endif

namespace trustzone {

enum Status : int32_t {
  kOk = 0,
  kBadPointer = -1,  // not the caller's memory, or not all of it
  kBadLength = -2,   // too small for the answer, or larger than anything sensible
  kBadNumber = -3,   // not finite, or beyond kMostDegrees
};

constexpr float kMostDegrees = 360.0f;
constexpr uint32_t kMostBytes = 4096;     // of any buffer
constexpr uint32_t kMessageBytes = 128;   // enough for each message
constexpr uint32_t kPublicKeyBytes = 64;  // x, y, big-endian

// Labels of the claims in a message's payload, each a byte string with an IEEE 754 float, little-endian.
constexpr int32_t kSineLabel = -80000;
constexpr int32_t kDegreesLabel = -80001;

struct SineRequest {
  float degrees;  // from 0 to kMostDegrees
};

extern "C" {

// Runs the model; writes the COSE_Sign1 message of its answer and the message's length.
SECURE_ENTRY int32_t secure_infer_sine(const SineRequest* request, uint8_t* message, uint32_t capacity,
                                       uint32_t* length);

// Writes the public key that messages are signed with.
SECURE_ENTRY int32_t secure_public_key(uint8_t* key, uint32_t capacity);

}  // extern "C"

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_VENEERS_H_
