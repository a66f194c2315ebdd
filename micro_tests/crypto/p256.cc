#include "micro_tests/crypto/p256.h"

#include <cstring>

namespace crypto::p256 {
namespace {

// b, and the base point, in Montgomery form.
constexpr Number kB = {
    {0x29c4bddf, 0xd89cdf62, 0x78843090, 0xacf005cd, 0xf7212ed6, 0xe5a220ab, 0x04874834, 0xdc30061d}};
constexpr Number kBaseX = {
    {0x18a9143c, 0x79e730d4, 0x5fedb601, 0x75ba95fc, 0x77622510, 0x79fb732b, 0xa53755c6, 0x18905f76}};
constexpr Number kBaseY = {
    {0xce95560a, 0xddf25357, 0xba19e45c, 0x8b4ab8e4, 0xdd21f325, 0xd2e88688, 0x25885d85, 0x8571ff18}};

Point Select(uint32_t mask, const Point& a, const Point& b) {
  return {crypto::Select(mask, a.x, b.x), crypto::Select(mask, a.y, b.y), crypto::Select(mask, a.z, b.z)};
}

}  // namespace

const Modulus kField = {
    {{0xffffffff, 0xffffffff, 0xffffffff, 0x00000000, 0x00000000, 0x00000000, 0x00000001, 0xffffffff}},
    {{0x00000003, 0x00000000, 0xffffffff, 0xfffffffb, 0xfffffffe, 0xffffffff, 0xfffffffd, 0x00000004}},
    1};
const Modulus kOrder = {
    {{0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0x00000000, 0xffffffff}},
    {{0xbe79eea2, 0x83244c95, 0x49bd6fa6, 0x4699799c, 0x2b6bec59, 0x2845b239, 0xf3d95620, 0x66e12d94}},
    0xee00bc4f};

Point Base() { return {kBaseX, kBaseY, kField.One()}; }

Point Neutral() { return {Number{}, kField.One(), Number{}}; }

Point FromAffine(const Number& x, const Number& y) { return {kField.Enter(x), kField.Enter(y), kField.One()}; }

bool IsOnCurve(const Number& x, const Number& y) {
  const Modulus& f = kField;
  const Point p = FromAffine(x, y);
  const Number three_x = f.Add(p.x, f.Add(p.x, p.x));
  const Number right = f.Add(f.Subtract(f.Multiply(f.Multiply(p.x, p.x), p.x), three_x), kB);
  const Number left = f.Multiply(p.y, p.y);
  return memcmp(&left, &right, sizeof(left)) == 0;
}

// Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves" (2016), algorithm 4: one
// way for all points, doubling and the neutral element included.
Point Add(const Point& a, const Point& b) {
  const Modulus& f = kField;
  Number t0 = f.Multiply(a.x, b.x);
  Number t1 = f.Multiply(a.y, b.y);
  Number t2 = f.Multiply(a.z, b.z);
  const Number t3 = f.Subtract(f.Multiply(f.Add(a.x, a.y), f.Add(b.x, b.y)), f.Add(t0, t1));
  const Number t4 = f.Subtract(f.Multiply(f.Add(a.y, a.z), f.Add(b.y, b.z)), f.Add(t1, t2));
  Number y = f.Subtract(f.Multiply(f.Add(a.x, a.z), f.Add(b.x, b.z)), f.Add(t0, t2));
  Number x = f.Subtract(y, f.Multiply(kB, t2));
  x = f.Add(x, f.Add(x, x));
  Number z = f.Subtract(t1, x);
  x = f.Add(t1, x);
  y = f.Multiply(kB, y);
  t2 = f.Add(t2, f.Add(t2, t2));
  y = f.Subtract(f.Subtract(y, t2), t0);
  y = f.Add(y, f.Add(y, y));
  t0 = f.Subtract(f.Add(t0, f.Add(t0, t0)), t2);
  t1 = f.Multiply(t4, y);
  t2 = f.Multiply(t0, y);
  y = f.Add(f.Multiply(x, z), t2);
  x = f.Subtract(f.Multiply(t3, x), t1);
  z = f.Add(f.Multiply(t4, z), f.Multiply(t3, t0));
  return {x, y, z};
}

// For each bit a doubling and an addition, whatever the bit is.
Point Multiply(const Number& scalar, const Point& point) {
  Point result = Neutral();
  for (int bit = 8 * static_cast<int>(kNumberBytes) - 1; bit >= 0; --bit) {
    result = Add(result, result);
    const uint32_t set = scalar.limbs[bit / 32] >> (bit % 32) & 1;
    result = Select(0u - set, result, Add(result, point));
  }
  return result;
}

void ToAffine(const Point& point, Number* x, Number* y) {
  const Number z = kField.Invert(point.z);
  *x = kField.Leave(kField.Multiply(point.x, z));
  *y = kField.Leave(kField.Multiply(point.y, z));
}

}  // namespace crypto::p256
