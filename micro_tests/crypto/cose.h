// A map of numbers to byte strings in CBOR (RFC 8949), signed as COSE_Sign1 with ES256 (RFC 9052, RFC 9053).
#ifndef MICRO_TESTS_CRYPTO_COSE_H_
#define MICRO_TESTS_CRYPTO_COSE_H_

#include "micro_tests/crypto/ecdsa.h"

namespace crypto {

struct Claim {
  int32_t label;
  const void* value;
  size_t length;
};

// Writes the tagged message to `out`; its length, or 0 where it does not fit `capacity` or the key is none.
//
// Protected header: {1: -7}, the algorithm ES256. Unprotected header: empty. No external data.
size_t CoseSign1(const uint8_t (&key)[kPrivateKeyBytes], const Claim* claims, size_t count, uint8_t* out,
                 size_t capacity);

}  // namespace crypto

#endif  // MICRO_TESTS_CRYPTO_COSE_H_
