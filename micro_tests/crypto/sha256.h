// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104).
#ifndef MICRO_TESTS_CRYPTO_SHA256_H_
#define MICRO_TESTS_CRYPTO_SHA256_H_

#include <cstddef>
#include <cstdint>

namespace crypto {

constexpr size_t kDigestBytes = 32;
constexpr size_t kBlockBytes = 64;

class Sha256 {
 public:
  Sha256();
  void Add(const void* data, size_t length);
  // The digest of everything added; nothing may be added afterwards.
  void Finish(uint8_t (&digest)[kDigestBytes]);

 private:
  void Process(const uint8_t* block);

  uint32_t state_[8];
  uint8_t block_[kBlockBytes];
  uint64_t length_ = 0;  // bytes
};

class HmacSha256 {
 public:
  HmacSha256(const void* key, size_t key_length);
  void Add(const void* data, size_t length) { inner_.Add(data, length); }
  void Finish(uint8_t (&tag)[kDigestBytes]);

 private:
  uint8_t key_[kBlockBytes] = {};
  Sha256 inner_;
};

// Overwrites what must not stay in memory; the compiler does not remove it.
void Wipe(void* data, size_t length);

}  // namespace crypto

#endif  // MICRO_TESTS_CRYPTO_SHA256_H_
