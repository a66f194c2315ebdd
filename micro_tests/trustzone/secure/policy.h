// What differs between secure images. policy.cc is compiled once for each.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_POLICY_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_POLICY_H_

namespace trustzone {

struct Policy {
  bool stop_at_violation;  // else the attack is counted and gets 0
  bool page_in_sau;        // controls: the page is non-secure to the SAU,
  bool page_in_mpc;        // and to the memory protection controller
};

extern const Policy kPolicy;

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_POLICY_H_
