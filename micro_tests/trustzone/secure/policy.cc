#include "micro_tests/trustzone/secure/policy.h"

namespace trustzone {

const Policy kPolicy = {TRUSTZONE_STOP, TRUSTZONE_PAGE_IN_SAU, TRUSTZONE_PAGE_IN_MPC};

}  // namespace trustzone
