// Faults of the non-secure state that the secure one takes: attacks.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_VIOLATIONS_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_VIOLATIONS_H_

#include "micro_tests/trustzone/test_veneers.h"

namespace trustzone {

// From now on kPolicy decides what becomes of them. The secure state's own faults stop it in any case.
void TakeViolations();

// What was counted since the last call.
Violations TakeCount();

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_VIOLATIONS_H_
