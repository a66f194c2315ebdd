// The curve P-256 (SP 800-186, 3.2.1.3; SEC 2, secp256r1).
#ifndef MICRO_TESTS_CRYPTO_P256_H_
#define MICRO_TESTS_CRYPTO_P256_H_

#include "micro_tests/crypto/modular.h"

namespace crypto::p256 {

extern const Modulus kField;  // of the coordinates
extern const Modulus kOrder;  // of the group, which is prime

// Homogeneous coordinates, (x / z, y / z), in Montgomery form; z = 0 for the neutral element.
struct Point {
  Number x, y, z;
};

Point Base();
Point Neutral();
Point FromAffine(const Number& x, const Number& y);  // plain numbers
bool IsOnCurve(const Number& x, const Number& y);    // plain numbers below the field's modulus

Point Add(const Point& a, const Point& b);
Point Multiply(const Number& scalar, const Point& point);

// Plain coordinates; zeros for the neutral element.
void ToAffine(const Point& point, Number* x, Number* y);

}  // namespace crypto::p256

#endif  // MICRO_TESTS_CRYPTO_P256_H_
