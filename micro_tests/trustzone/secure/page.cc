#include "micro_tests/trustzone/secure/page.h"

#include "micro_tests/trustzone/test_veneers.h"

namespace trustzone {
namespace {

alignas(kPageBytes) volatile uint32_t page[kPageBytes / sizeof(uint32_t)];

}  // namespace

uint32_t PageAddress() { return reinterpret_cast<uint32_t>(&page[0]); }

void FillPage() {
  for (volatile uint32_t& word : page) word = kPageWord;
}

}  // namespace trustzone
