// Arithmetic modulo an odd 256-bit number, in Montgomery form. No branch and no address depends on a value; whether
// the compiler and the core keep it that way is not proven.
#ifndef MICRO_TESTS_CRYPTO_MODULAR_H_
#define MICRO_TESTS_CRYPTO_MODULAR_H_

#include <cstddef>
#include <cstdint>

namespace crypto {

constexpr int kLimbs = 8;
constexpr size_t kNumberBytes = 32;

// 256 bits, the least significant limb first.
struct Number {
  uint32_t limbs[kLimbs];
};

// Big-endian bytes, as in SEC 1 and COSE.
Number Load(const uint8_t* bytes);
void Store(const Number& number, uint8_t* bytes);

// All ones where a == 0, where a < b; else 0.
uint32_t IsZero(const Number& a);
uint32_t IsLess(const Number& a, const Number& b);

// `b` where the mask is all ones, `a` where it is 0.
Number Select(uint32_t mask, const Number& a, const Number& b);

// Numbers below `m`; those in Montgomery form are multiplied by R = 2^256.
struct Modulus {
  Number m;
  Number r2;         // R^2 mod m
  uint32_t inverse;  // -1 / m mod 2^32

  Number Reduce(const Number& a) const;  // a mod m, for a below 2 m
  Number Add(const Number& a, const Number& b) const;
  Number Subtract(const Number& a, const Number& b) const;
  Number Multiply(const Number& a, const Number& b) const;  // a b / R
  Number Enter(const Number& a) const { return Multiply(a, r2); }
  Number Leave(const Number& a) const;
  Number One() const;                       // in Montgomery form
  Number Invert(const Number& a) const;     // of and in Montgomery form; m is prime. 0 for 0.
};

}  // namespace crypto

#endif  // MICRO_TESTS_CRYPTO_MODULAR_H_
