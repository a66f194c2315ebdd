// A caller without privileges gets no more through a veneer than its MPU lets it have itself.
#include <cstring>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/support/registers.h"
#include "micro_tests/support/stack.h"
#include "micro_tests/trustzone/veneers.h"

extern "C" uint32_t __text_start[];
extern "C" void drop_privileges();
extern "C" void regain_privileges();

asm(R"(
  .syntax unified
  .text
  .global drop_privileges
  .type drop_privileges, %function
  .thumb_func
drop_privileges:
  movs r0, #1
  msr control, r0
  isb
  bx lr
  .global regain_privileges
  .type regain_privileges, %function
  .thumb_func
regain_privileges:
  svc #0
  bx lr
  .type privileged_again, %function
  .thumb_func
privileged_again:
  movs r0, #0
  msr control, r0
  bx lr
)");
extern "C" void privileged_again();

namespace {

using namespace trustzone;

constexpr uint32_t kSupervisorCall = 11;
constexpr uint32_t kPrivilegedBytes = 4096;  // at the end of the RAM; everybody may use what lies below
constexpr uint32_t kReadWriteForAll = 1u << 1, kReadOnlyForAll = 3u << 1, kExecuteNever = 1u;

alignas(256) uint32_t vectors[64];

void Region(uint32_t number, uint32_t first, uint32_t end, uint32_t rights) {
  using namespace harness;
  MPU_RNR() = number;
  MPU_RBAR() = first | rights;
  MPU_RLAR() = ((end - 1) & ~31u) | 1;
}

class UnprivilegedTest : public testing::Test {
 public:
  void SetUp() override {
    using namespace harness;
    memcpy(vectors, reinterpret_cast<const void*>(VTOR()), sizeof(vectors));
    vectors[kSupervisorCall] = reinterpret_cast<uint32_t>(&privileged_again) | 1;
    VTOR() = reinterpret_cast<uint32_t>(vectors);
    const uint32_t ram_end = reinterpret_cast<uint32_t>(__data_ram_end);
    privileged_ = ram_end - kPrivilegedBytes;
    Region(2, VectorsInFlash(), VectorsInFlash() + 0x100000, kReadOnlyForAll);
    Region(3, GuardEnd(), privileged_, kReadWriteForAll | kExecuteNever);
    Barrier();
  }

 protected:
  static uint32_t VectorsInFlash() { return reinterpret_cast<uint32_t>(__text_start) & ~0xFFFu; }

  int32_t AskAt(uint32_t address) { return secure_public_key(reinterpret_cast<uint8_t*>(address), kPublicKeyBytes); }
  int32_t AskUnprivilegedAt(uint32_t address) {
    drop_privileges();
    const int32_t status = AskAt(address);
    regain_privileges();
    return status;
  }

  uint32_t privileged_;
};

}  // namespace

TEST_F(UnprivilegedTest, WithPrivilegesBothArePermitted) {
  static uint8_t own[kPublicKeyBytes];
  EXPECT_EQ(kOk, AskAt(reinterpret_cast<uint32_t>(own)));
  EXPECT_EQ(kOk, AskAt(privileged_));
}

TEST_F(UnprivilegedTest, WithoutThemOnlyItsOwn) {
  static uint8_t own[kPublicKeyBytes];
  EXPECT_EQ(kOk, AskUnprivilegedAt(reinterpret_cast<uint32_t>(own)));
  memset(reinterpret_cast<void*>(privileged_), 0x11, kPublicKeyBytes);
  EXPECT_EQ(kBadPointer, AskUnprivilegedAt(privileged_));
  EXPECT_EQ(0x11, *reinterpret_cast<const uint8_t*>(privileged_));
}

TF_LITE_MICRO_TESTS_MAIN
