// A page of secure RAM of its own, which a control can give away without giving away anything else.
#ifndef MICRO_TESTS_TRUSTZONE_SECURE_PAGE_H_
#define MICRO_TESTS_TRUSTZONE_SECURE_PAGE_H_

#include <cstdint>

namespace trustzone {

constexpr uint32_t kPageBytes = 4096;  // a block of the protection controllers, or several

uint32_t PageAddress();
void FillPage();

}  // namespace trustzone

#endif  // MICRO_TESTS_TRUSTZONE_SECURE_PAGE_H_
