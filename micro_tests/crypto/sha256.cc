#include "micro_tests/crypto/sha256.h"

#include <cstring>

namespace crypto {
namespace {

// FIPS 180-4, 4.2.2 and 5.3.3: from the cube and square roots of the first primes.
constexpr uint32_t kRound[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
constexpr uint32_t kInitial[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

uint32_t Rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

uint32_t BigEndian(const uint8_t* bytes) {
  return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
}

}  // namespace

Sha256::Sha256() { memcpy(state_, kInitial, sizeof(state_)); }

void Sha256::Process(const uint8_t* block) {
  uint32_t w[16];
  for (int i = 0; i < 16; ++i) w[i] = BigEndian(block + 4 * i);
  uint32_t s[8];  // a to h
  memcpy(s, state_, sizeof(s));
  for (int i = 0; i < 64; ++i) {
    if (i >= 16) {
      const uint32_t w15 = w[(i + 1) % 16], w2 = w[(i + 14) % 16];
      w[i % 16] += (Rotate(w15, 7) ^ Rotate(w15, 18) ^ w15 >> 3) + w[(i + 9) % 16] +
                   (Rotate(w2, 17) ^ Rotate(w2, 19) ^ w2 >> 10);
    }
    const uint32_t a = s[0], e = s[4];
    const uint32_t t1 = s[7] + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + ((e & s[5]) ^ (~e & s[6])) +
                        kRound[i] + w[i % 16];
    const uint32_t t2 =
        (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof(s[0]));
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; ++i) state_[i] += s[i];
}

void Sha256::Add(const void* data, size_t length) {
  const uint8_t* bytes = static_cast<const uint8_t*>(data);
  while (length > 0) {
    const size_t used = static_cast<size_t>(length_ % kBlockBytes);
    const size_t taken = length < kBlockBytes - used ? length : kBlockBytes - used;
    memcpy(block_ + used, bytes, taken);
    bytes += taken;
    length -= taken;
    length_ += taken;
    if (length_ % kBlockBytes == 0) Process(block_);
  }
}

void Sha256::Finish(uint8_t (&digest)[kDigestBytes]) {
  const uint64_t bits = length_ * 8;
  const uint8_t one = 0x80, zero = 0;
  Add(&one, 1);
  while (length_ % kBlockBytes != kBlockBytes - 8) Add(&zero, 1);
  uint8_t size[8];
  for (int i = 0; i < 8; ++i) size[i] = static_cast<uint8_t>(bits >> (56 - 8 * i));
  Add(size, sizeof(size));
  for (size_t i = 0; i < kDigestBytes; ++i) digest[i] = static_cast<uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
}

HmacSha256::HmacSha256(const void* key, size_t key_length) {
  if (key_length > kBlockBytes) {
    Sha256 hash;
    hash.Add(key, key_length);
    uint8_t digest[kDigestBytes];
    hash.Finish(digest);
    memcpy(key_, digest, sizeof(digest));
  } else if (key_length > 0) {
    memcpy(key_, key, key_length);
  }
  uint8_t padded[kBlockBytes];
  for (size_t i = 0; i < kBlockBytes; ++i) padded[i] = key_[i] ^ 0x36;
  inner_.Add(padded, sizeof(padded));
  Wipe(padded, sizeof(padded));
}

void HmacSha256::Finish(uint8_t (&tag)[kDigestBytes]) {
  inner_.Finish(tag);
  uint8_t padded[kBlockBytes];
  for (size_t i = 0; i < kBlockBytes; ++i) padded[i] = key_[i] ^ 0x5c;
  Sha256 outer;
  outer.Add(padded, sizeof(padded));
  outer.Add(tag, sizeof(tag));
  outer.Finish(tag);
  Wipe(padded, sizeof(padded));
  Wipe(key_, sizeof(key_));
}

void Wipe(void* data, size_t length) {
  volatile uint8_t* bytes = static_cast<volatile uint8_t*>(data);
  while (length > 0) bytes[--length] = 0;
}

}  // namespace crypto
