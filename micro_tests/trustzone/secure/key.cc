#include "micro_tests/trustzone/secure/key.h"

#include <cstring>

namespace trustzone {
namespace {

constexpr char kDeviceSecret[] = "harness: the secret of a device for tests";
constexpr char kPurpose[] = "COSE_Sign1 ES256 of inference results";

PrivateKey private_key;
PublicKey public_key;

}  // namespace

// HMAC(secret, purpose, counter), with the first counter that gives a number of the right size (all but once in 2^32).
void MakeKey() {
  for (uint8_t counter = 1;; ++counter) {
    crypto::HmacSha256 mac(kDeviceSecret, strlen(kDeviceSecret));
    mac.Add(kPurpose, strlen(kPurpose));
    mac.Add(&counter, 1);
    mac.Finish(private_key);
    if (crypto::PublicKey(private_key, public_key)) return;
  }
}

const PrivateKey& SigningKey() { return private_key; }
const PublicKey& VerificationKey() { return public_key; }

}  // namespace trustzone
