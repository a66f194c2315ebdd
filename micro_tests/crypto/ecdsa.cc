#include "micro_tests/crypto/ecdsa.h"

#include <cstring>

#include "micro_tests/crypto/p256.h"

namespace crypto {
namespace {

using p256::kField;
using p256::kOrder;

bool IsScalar(const Number& number) { return (IsLess(number, kOrder.m) & ~IsZero(number)) != 0; }

// RFC 6979, 3.2: K and V, from which nonces come one after the other.
class Nonces {
 public:
  Nonces(const uint8_t (&key)[kPrivateKeyBytes], const uint8_t (&digest)[kDigestBytes]) {
    uint8_t seed[kPrivateKeyBytes + kDigestBytes];
    memcpy(seed, key, sizeof(key));
    Store(kOrder.Reduce(Load(digest)), seed + sizeof(key));
    memset(v_, 0x01, sizeof(v_));
    memset(k_, 0x00, sizeof(k_));
    Update(0x00, seed, sizeof(seed));
    Update(0x01, seed, sizeof(seed));
    Wipe(seed, sizeof(seed));
  }
  ~Nonces() { Wipe(this, sizeof(*this)); }

  Number Next() {
    for (;;) {
      Step();
      const Number candidate = Load(v_);
      Update(0x00, nullptr, 0);  // for the one after it, should there be need
      if (IsScalar(candidate)) return candidate;
    }
  }

 private:
  void Step() {
    HmacSha256 mac(k_, sizeof(k_));
    mac.Add(v_, sizeof(v_));
    mac.Finish(v_);
  }

  void Update(uint8_t separator, const uint8_t* seed, size_t length) {
    {
      HmacSha256 mac(k_, sizeof(k_));
      mac.Add(v_, sizeof(v_));
      mac.Add(&separator, 1);
      mac.Add(seed, length);
      mac.Finish(k_);
    }
    Step();
  }

  uint8_t k_[kDigestBytes];
  uint8_t v_[kDigestBytes];
};

// a b mod the group's order, of plain numbers.
Number OrderProduct(const Number& a, const Number& b) { return kOrder.Multiply(kOrder.Enter(a), b); }

}  // namespace

bool IsPrivateKey(const uint8_t (&key)[kPrivateKeyBytes]) { return IsScalar(Load(key)); }

bool PublicKey(const uint8_t (&key)[kPrivateKeyBytes], uint8_t (&point)[kPublicKeyBytes]) {
  Number scalar = Load(key);
  const bool valid = IsScalar(scalar);
  if (valid) {
    Number x, y;
    p256::ToAffine(p256::Multiply(scalar, p256::Base()), &x, &y);
    Store(x, point);
    Store(y, point + kNumberBytes);
  }
  Wipe(&scalar, sizeof(scalar));
  return valid;
}

bool Sign(const uint8_t (&key)[kPrivateKeyBytes], const uint8_t (&digest)[kDigestBytes],
          uint8_t (&signature)[kSignatureBytes]) {
  Number secret = Load(key);
  if (!IsScalar(secret)) return false;
  const Number hash = kOrder.Reduce(Load(digest));
  Nonces nonces(key, digest);
  Number r, s;
  do {
    Number nonce = nonces.Next();
    Number x, y;
    p256::ToAffine(p256::Multiply(nonce, p256::Base()), &x, &y);
    r = kOrder.Reduce(x);
    const Number inverse = kOrder.Leave(kOrder.Invert(kOrder.Enter(nonce)));
    s = OrderProduct(inverse, kOrder.Add(hash, OrderProduct(r, secret)));
    Wipe(&nonce, sizeof(nonce));
  } while (IsZero(r) != 0 || IsZero(s) != 0);
  Store(r, signature);
  Store(s, signature + kNumberBytes);
  Wipe(&secret, sizeof(secret));
  return true;
}

bool Verify(const uint8_t (&point)[kPublicKeyBytes], const uint8_t (&digest)[kDigestBytes],
            const uint8_t (&signature)[kSignatureBytes]) {
  const Number x = Load(point), y = Load(point + kNumberBytes);
  const Number r = Load(signature), s = Load(signature + kNumberBytes);
  if (!IsScalar(r) || !IsScalar(s)) return false;
  if (IsLess(x, kField.m) == 0 || IsLess(y, kField.m) == 0 || !p256::IsOnCurve(x, y)) return false;
  const Number inverse = kOrder.Leave(kOrder.Invert(kOrder.Enter(s)));
  const Number u1 = OrderProduct(inverse, kOrder.Reduce(Load(digest)));
  const Number u2 = OrderProduct(inverse, r);
  const p256::Point sum =
      p256::Add(p256::Multiply(u1, p256::Base()), p256::Multiply(u2, p256::FromAffine(x, y)));
  if (IsZero(sum.z) != 0) return false;
  Number sum_x, sum_y;
  p256::ToAffine(sum, &sum_x, &sum_y);
  const Number got = kOrder.Reduce(sum_x);
  return memcmp(&got, &r, sizeof(got)) == 0;
}

}  // namespace crypto
