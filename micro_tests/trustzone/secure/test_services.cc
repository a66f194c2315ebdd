// Veneers of images for tests.
#include "micro_tests/crypto/ecdsa.h"
#include "micro_tests/trustzone/secure/caller.h"
#include "micro_tests/trustzone/secure/key.h"
#include "micro_tests/trustzone/secure/page.h"
#include "micro_tests/trustzone/secure/sine.h"
#include "micro_tests/trustzone/secure/violations.h"
#include "micro_tests/trustzone/test_veneers.h"

namespace trustzone {

extern "C" {

extern uint32_t __inside[];  // see borders.ld

SECURE_ENTRY uint32_t secure_test_address(uint32_t place) {
  switch (place) {
    case kWeights:
      return reinterpret_cast<uint32_t>(Weights());
    case kPrivateKey:
      return reinterpret_cast<uint32_t>(&SigningKey());
    case kPage:
      return PageAddress();
    case kInside:
      return reinterpret_cast<uint32_t>(__inside);
    case kSigning:
      return reinterpret_cast<uint32_t>(&crypto::Sign);
    default:
      return 0;
  }
}

SECURE_ENTRY int32_t secure_test_violations(Violations* result) {
  const Violations taken = TakeCount();
  return CopyOut(&taken, result, sizeof(taken)) ? kOk : kBadPointer;
}

SECURE_ENTRY uint32_t secure_test_page_word() {
  return *reinterpret_cast<const volatile uint32_t*>(PageAddress());
}

}  // extern "C"

}  // namespace trustzone
