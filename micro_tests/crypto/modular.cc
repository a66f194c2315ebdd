#include "micro_tests/crypto/modular.h"

namespace crypto {
namespace {

// a + b, and the carry out of it.
uint32_t AddTo(const Number& a, const Number& b, Number* sum) {
  uint64_t carry = 0;
  for (int i = 0; i < kLimbs; ++i) {
    carry += uint64_t{a.limbs[i]} + b.limbs[i];
    sum->limbs[i] = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  return static_cast<uint32_t>(carry);
}

// a - b, and the borrow out of it.
uint32_t SubtractFrom(const Number& a, const Number& b, Number* difference) {
  uint64_t borrow = 0;
  for (int i = 0; i < kLimbs; ++i) {
    const uint64_t step = uint64_t{a.limbs[i]} - b.limbs[i] - borrow;
    difference->limbs[i] = static_cast<uint32_t>(step);
    borrow = step >> 63;
  }
  return static_cast<uint32_t>(borrow);
}

// carry * 2^256 + a, which is below 2 m, mod m.
Number Fold(uint32_t carry, const Number& a, const Number& m) {
  Number less;
  const uint32_t borrow = SubtractFrom(a, m, &less);
  return Select(0u - (carry | (borrow ^ 1)), a, less);
}

}  // namespace

Number Load(const uint8_t* bytes) {
  Number number;
  for (int i = 0; i < kLimbs; ++i) {
    const uint8_t* at = bytes + 4 * (kLimbs - 1 - i);
    number.limbs[i] = uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | at[3];
  }
  return number;
}

void Store(const Number& number, uint8_t* bytes) {
  for (size_t i = 0; i < kNumberBytes; ++i) {
    bytes[kNumberBytes - 1 - i] = static_cast<uint8_t>(number.limbs[i / 4] >> (8 * (i % 4)));
  }
}

uint32_t IsZero(const Number& a) {
  uint32_t any = 0;
  for (const uint32_t limb : a.limbs) any |= limb;
  return ((any | (0u - any)) >> 31) - 1;
}

uint32_t IsLess(const Number& a, const Number& b) {
  Number ignored;
  return 0u - SubtractFrom(a, b, &ignored);
}

Number Select(uint32_t mask, const Number& a, const Number& b) {
  Number chosen;
  for (int i = 0; i < kLimbs; ++i) chosen.limbs[i] = (a.limbs[i] & ~mask) | (b.limbs[i] & mask);
  return chosen;
}

Number Modulus::Reduce(const Number& a) const { return Fold(0, a, m); }

Number Modulus::Add(const Number& a, const Number& b) const {
  Number sum;
  const uint32_t carry = AddTo(a, b, &sum);
  return Fold(carry, sum, m);
}

Number Modulus::Subtract(const Number& a, const Number& b) const {
  Number difference, wrapped;
  const uint32_t borrow = SubtractFrom(a, b, &difference);
  AddTo(difference, m, &wrapped);
  return Select(0u - borrow, difference, wrapped);
}

// Koç, Acar, Kaliski, "Analyzing and Comparing Montgomery Multiplication Algorithms" (1996): CIOS.
Number Modulus::Multiply(const Number& a, const Number& b) const {
  uint32_t t[kLimbs + 2] = {};
  for (const uint32_t limb : b.limbs) {
    uint64_t carry = 0;
    for (int j = 0; j < kLimbs; ++j) {
      carry += uint64_t{a.limbs[j]} * limb + t[j];
      t[j] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    carry += t[kLimbs];
    t[kLimbs] = static_cast<uint32_t>(carry);
    t[kLimbs + 1] = static_cast<uint32_t>(carry >> 32);

    const uint32_t factor = t[0] * inverse;
    carry = (uint64_t{factor} * m.limbs[0] + t[0]) >> 32;
    for (int j = 1; j < kLimbs; ++j) {
      carry += uint64_t{factor} * m.limbs[j] + t[j];
      t[j - 1] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    carry += t[kLimbs];
    t[kLimbs - 1] = static_cast<uint32_t>(carry);
    t[kLimbs] = t[kLimbs + 1] + static_cast<uint32_t>(carry >> 32);
  }
  Number product;
  for (int i = 0; i < kLimbs; ++i) product.limbs[i] = t[i];
  return Fold(t[kLimbs], product, m);
}

Number Modulus::Leave(const Number& a) const { return Multiply(a, Number{{1}}); }

Number Modulus::One() const { return Enter(Number{{1}}); }

// a^(m - 2), by Fermat. The exponent is no secret, so branching on it tells nothing.
Number Modulus::Invert(const Number& a) const {
  Number exponent;
  SubtractFrom(m, Number{{2}}, &exponent);
  Number result = One();
  for (int bit = 8 * static_cast<int>(kNumberBytes) - 1; bit >= 0; --bit) {
    result = Multiply(result, result);
    if (exponent.limbs[bit / 32] >> (bit % 32) & 1) result = Multiply(result, a);
  }
  return result;
}

}  // namespace crypto
