// Memory of the non-secure caller, looked at from the secure state.
//
// A pointer that came through a veneer is an attack until it is checked: it could name secure memory, or begin in the
// caller's and end in ours. What it names is copied at once, so that nobody can change it between check and use.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_CALLER_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_CALLER_H_

#include <arm_cmse.h>

#include <cstdint>
#include <cstring>

namespace trustzone {

// Null unless all of the range is non-secure memory that the caller itself may access so, as far as its MPU and its
// privileges go: `access` is CMSE_MPU_READ or CMSE_MPU_READWRITE. The instruction behind it, TTA, takes the privileges
// that the caller has at this moment. A range that wraps or crosses a border of the SAU is refused, an empty one, too.
inline void* CheckedRange(const void* first, uint32_t length, int access) {
  return cmse_check_address_range(const_cast<void*>(first), length, CMSE_NONSECURE | access);
}

template <typename T>
bool CopyIn(const T* from, T* to) {
  const void* checked = CheckedRange(from, sizeof(T), CMSE_MPU_READ);
  if (checked == nullptr) return false;
  memcpy(to, checked, sizeof(T));
  return true;
}

inline bool CopyOut(const void* from, void* to, uint32_t length) {
  void* checked = CheckedRange(to, length, CMSE_MPU_READWRITE);
  if (checked == nullptr) return false;
  memcpy(checked, from, length);
  return true;
}

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_CALLER_H_
