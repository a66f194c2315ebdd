// Prints the two sides of a failed comparison, by type.
#ifndef MICRO_TESTS_FRAMEWORK_PRINT_VALUE_H_
#define MICRO_TESTS_FRAMEWORK_PRINT_VALUE_H_

#include <cstddef>
#include <type_traits>

#include "micro_tests/framework/micro_log.h"

namespace micro_test::internal {

// Numbers and enums as numbers, char as a character, strings as text, pointers as addresses, the rest as "?".
template <typename T>
void PrintValue(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    DebugPrintf("%s", value ? "true" : "false");
  } else if constexpr (std::is_same_v<T, char>) {
    DebugPrintf("%c", value);
  } else if constexpr (std::is_enum_v<T>) {
    PrintValue(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    DebugPrintf("%f", static_cast<double>(value));
  } else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
    if constexpr (sizeof(T) <= sizeof(int)) {
      DebugPrintf("%d", static_cast<int>(value));
    } else {
      DebugPrintf("%lld", static_cast<long long>(value));
    }
  } else if constexpr (std::is_integral_v<T>) {
    if constexpr (sizeof(T) <= sizeof(unsigned)) {
      DebugPrintf("%u", static_cast<unsigned>(value));
    } else {
      DebugPrintf("%llu", static_cast<unsigned long long>(value));
    }
  } else if constexpr (std::is_same_v<T, std::nullptr_t>) {
    DebugPrintf("%p", static_cast<void*>(nullptr));
  } else if constexpr (std::is_convertible_v<T, const char*>) {
    DebugPrintf("%s", static_cast<const char*>(value));
  } else if constexpr (std::is_convertible_v<T, const volatile void*>) {
    DebugPrintf("%p", const_cast<void*>(static_cast<const volatile void*>(value)));
  } else {
    DebugPrintf("?");
  }
}

}  // namespace micro_test::internal

#endif  // MICRO_TESTS_FRAMEWORK_PRINT_VALUE_H_
