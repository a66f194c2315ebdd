// ECDSA on P-256 with SHA-256 (FIPS 186-5), nonces as in RFC 6979.
//
// Meant for tests: small, checked against published vectors, free of branches and addresses that depend on secrets
// in its source. Not hardened against power analysis or injected faults, and nobody has reviewed it.
#ifndef MICRO_TESTS_CRYPTO_ECDSA_H_
#define MICRO_TESTS_CRYPTO_ECDSA_H_

#include <cstdint>

#include "micro_tests/crypto/sha256.h"

namespace crypto {

constexpr size_t kPrivateKeyBytes = 32;
constexpr size_t kPublicKeyBytes = 64;   // x, y
constexpr size_t kSignatureBytes = 64;   // r, s

// False where the number is 0 or not below the group's order.
bool IsPrivateKey(const uint8_t (&key)[kPrivateKeyBytes]);

// The point that belongs to a private key; false where that is none.
bool PublicKey(const uint8_t (&key)[kPrivateKeyBytes], uint8_t (&point)[kPublicKeyBytes]);

// Signs a digest; false where the key is none.
bool Sign(const uint8_t (&key)[kPrivateKeyBytes], const uint8_t (&digest)[kDigestBytes],
          uint8_t (&signature)[kSignatureBytes]);

// False where the point is not on the curve, a number out of its range, or the signature another one's.
bool Verify(const uint8_t (&point)[kPublicKeyBytes], const uint8_t (&digest)[kDigestBytes],
            const uint8_t (&signature)[kSignatureBytes]);

}  // namespace crypto

#endif  // MICRO_TESTS_CRYPTO_ECDSA_H_
