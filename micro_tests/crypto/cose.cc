#include "micro_tests/crypto/cose.h"

#include <cstring>

namespace crypto {
namespace {

// Major types, RFC 8949, 3.1.
constexpr uint8_t kUnsigned = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4, kMap = 5, kTag = 6;
constexpr uint32_t kSign1Tag = 18;
constexpr uint8_t kProtected[] = {0xa1, 0x01, 0x26};  // {1: -7}
constexpr char kContext[] = "Signature1";
constexpr size_t kMostPayloadBytes = 128;

// Writes in preferred serialisation; what does not fit is counted, not written.
class Writer {
 public:
  Writer(uint8_t* out, size_t capacity) : out_(out), capacity_(capacity) {}

  size_t used() const { return used_; }
  bool fits() const { return used_ <= capacity_; }

  void Head(uint8_t major, uint32_t argument) {
    if (argument < 24) {
      Byte(static_cast<uint8_t>(major << 5 | argument));
      return;
    }
    const int size = argument <= 0xff ? 0 : argument <= 0xffff ? 1 : 2;  // of 1, 2 or 4 bytes
    Byte(static_cast<uint8_t>(major << 5 | (24 + size)));
    for (int shift = 8 * (1 << size) - 8; shift >= 0; shift -= 8) Byte(static_cast<uint8_t>(argument >> shift));
  }

  void Integer(int32_t value) {
    if (value >= 0) Head(kUnsigned, static_cast<uint32_t>(value));
    if (value < 0) Head(kNegative, ~static_cast<uint32_t>(value));  // -1 - value
  }

  void String(uint8_t major, const void* data, size_t length) {
    Head(major, static_cast<uint32_t>(length));
    const uint8_t* bytes = static_cast<const uint8_t*>(data);
    for (size_t i = 0; i < length; ++i) Byte(bytes[i]);
  }

 private:
  void Byte(uint8_t byte) {
    if (used_ < capacity_) out_[used_] = byte;
    ++used_;
  }

  uint8_t* out_;
  size_t capacity_;
  size_t used_ = 0;
};

}  // namespace

size_t CoseSign1(const uint8_t (&key)[kPrivateKeyBytes], const Claim* claims, size_t count, uint8_t* out,
                 size_t capacity) {
  uint8_t payload[kMostPayloadBytes];
  Writer map(payload, sizeof(payload));
  map.Head(kMap, static_cast<uint32_t>(count));
  for (size_t i = 0; i < count; ++i) {
    map.Integer(claims[i].label);
    map.String(kBytes, claims[i].value, claims[i].length);
  }
  if (!map.fits()) return 0;

  // RFC 9052, 4.4: ["Signature1", protected, external data, payload] is what is signed.
  uint8_t structure[kMostPayloadBytes + 32];
  Writer signed_bytes(structure, sizeof(structure));
  signed_bytes.Head(kArray, 4);
  signed_bytes.String(kText, kContext, strlen(kContext));
  signed_bytes.String(kBytes, kProtected, sizeof(kProtected));
  signed_bytes.String(kBytes, nullptr, 0);
  signed_bytes.String(kBytes, payload, map.used());
  if (!signed_bytes.fits()) return 0;
  Sha256 hash;
  hash.Add(structure, signed_bytes.used());
  uint8_t digest[kDigestBytes], signature[kSignatureBytes];
  hash.Finish(digest);
  if (!Sign(key, digest, signature)) return 0;

  Writer message(out, capacity);
  message.Head(kTag, kSign1Tag);
  message.Head(kArray, 4);
  message.String(kBytes, kProtected, sizeof(kProtected));
  message.Head(kMap, 0);
  message.String(kBytes, payload, map.used());
  message.String(kBytes, signature, sizeof(signature));
  return message.fits() ? message.used() : 0;
}

}  // namespace crypto
