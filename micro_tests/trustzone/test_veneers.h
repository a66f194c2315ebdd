// What secure images for tests offer beyond veneers.h: where the valuables lie, and what attacks came to. An image that
// is shipped has none of it.
#ifndef MICRO_TESTS_TRUSTZONE_TEST_VENEERS_H_
#define MICRO_TESTS_TRUSTZONE_TEST_VENEERS_H_

#include "micro_tests/trustzone/veneers.h"

namespace trustzone {

enum Place : uint32_t {
  kWeights,     // of the model, in secure flash
  kPrivateKey,  // in secure RAM
  kPage,        // a page of secure RAM that begins with kPageWords; images for controls give it away
  kInside,      // the first instruction of secure_infer_sine, behind its veneer
  kSigning,     // the first instruction of the function that signs
  kVeneer,      // of secure_infer_sine
};

constexpr uint32_t kPageWord = 0x5ec2e701;
constexpr uint32_t kAliasBit = 0x10000000;  // set in secure addresses, clear in the non-secure alias of the same memory

// Faults of the non-secure state that the secure one took since the last call.
struct Violations {
  uint32_t count;
  uint32_t exception;  // 7 SecureFault, 5 BusFault; of the last one, as below
  uint32_t sfsr;
  uint32_t cfsr;
};

extern "C" {

SECURE_ENTRY uint32_t secure_test_address(uint32_t place);
SECURE_ENTRY int32_t secure_test_violations(Violations* violations);
SECURE_ENTRY uint32_t secure_test_page_word();  // as the secure state sees it

}  // extern "C"

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_TEST_VENEERS_H_
