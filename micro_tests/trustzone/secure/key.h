// The key that results are signed with. It is made at start from a secret of the device, as TF-M makes its keys from
// the hardware unique key; the secret here is a constant, as no board of ours has a fuse for it.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_KEY_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_KEY_H_

#include "micro_tests/crypto/ecdsa.h"

namespace trustzone {

void MakeKey();

using PrivateKey = uint8_t[crypto::kPrivateKeyBytes];
using PublicKey = uint8_t[crypto::kPublicKeyBytes];
const PrivateKey& SigningKey();
const PublicKey& VerificationKey();

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_KEY_H_
