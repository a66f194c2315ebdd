// Comparisons shared by both dialects. Arguments go by value, so each is evaluated once and arrays decay.
#ifndef MICRO_TESTS_FRAMEWORK_COMPARE_H_
#define MICRO_TESTS_FRAMEWORK_COMPARE_H_

#include <limits>
#include <type_traits>

// Tests compare size_t with int literals; a literal cannot be negative, so the warning has nothing to say.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare"

namespace micro_test::compare {

template <typename T>
inline constexpr bool kIsNumber = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <typename A, typename B>
bool Exact(A a, B b) {
  return a == b;
}

// v1's notion of equal: two floats may differ by one epsilon, everything else is exact.
template <typename A, typename B>
bool Same(A a, B b) {
  if constexpr (std::is_floating_point_v<A> && std::is_floating_point_v<B>) {
    const auto delta = a > b ? a - b : b - a;
    return a == b || delta <= std::numeric_limits<decltype(a - b)>::epsilon();
  } else {
    return a == b;
  }
}

template <typename A, typename B>
bool Less(A a, B b) {
  return a < b;
}

template <typename A, typename B>
bool LessOrEqual(A a, B b) {
  return a <= b;
}

template <typename A, typename B>
auto Distance(A a, B b) {
  return a > b ? a - b : b - a;
}

// Equal infinities are near; NaN is near nothing, because a NaN that counts as a match hides broken kernels.
template <typename A, typename B, typename E>
bool Near(A a, B b, E epsilon) {
  return a == b || Distance(a, b) <= epsilon;
}

inline bool SameText(const char* a, const char* b) {
  if (a == nullptr || b == nullptr) return a == b;
  for (; *a != '\0' && *a == *b; ++a, ++b) {
  }
  return *a == *b;
}

}  // namespace micro_test::compare

#pragma GCC diagnostic pop

#endif  // MICRO_TESTS_FRAMEWORK_COMPARE_H_
