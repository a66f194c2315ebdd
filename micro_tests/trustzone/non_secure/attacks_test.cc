// Everything that the non-secure state must not get, tried from there. The secure image counts what it forbids and lets
// the attacker go on with 0; what pointers through veneers come to is in their answers.
#include <cmath>
#include <cstring>
#include <initializer_list>

#include "micro_tests/framework/micro_test_v2.h"
#include "micro_tests/support/registers.h"
#include "micro_tests/support/stack.h"
#include "micro_tests/trustzone/non_secure/message.h"
#include "micro_tests/trustzone/non_secure/probe.h"

extern "C" uint32_t __text_start[];

namespace {

// r0 to r3 and r12, s0 to s15 right after a call.
struct Leftovers {
  uint32_t core[5];
  float floats[16];
};

}  // namespace

extern "C" void ask_and_look(const trustzone::SineRequest*, uint8_t*, uint32_t*, Leftovers*);
asm(R"(
  .syntax unified
  .text
  .global ask_and_look
  .type ask_and_look, %function
  .thumb_func
ask_and_look:
  push {r4, lr}
  mov r4, r3
  mov r3, r2
  movs r2, #128
  bl secure_infer_sine
  stmia r4!, {r0-r3, r12}
)"
#if defined(__ARM_FP)
    "  vstmia r4, {s0-s15}\n"
#endif
    "  pop {r4, pc}\n");
static_assert(trustzone::kMessageBytes == 128);

namespace {

using namespace trustzone;

constexpr float kSineTolerance = 0.05f;

uint32_t AddressOf(const void* pointer) { return reinterpret_cast<uint32_t>(pointer); }

template <typename T>
T* At(uint32_t address) {
  return reinterpret_cast<T*>(address);
}

void ReadIsForbidden(uint32_t address) {
  Taken();
  const uint32_t got = ReadAt(address);
  const Violations taken = Taken();
  EXPECT_EQ(0u, got);
  EXPECT_EQ(1u, taken.count);
  EXPECT_EQ(kSecureFault, taken.exception);
  EXPECT_NE(0u, taken.sfsr & kSfsrAuViol);
}

void WriteIsForbidden(uint32_t address) {
  Taken();
  WriteAt(address, 0x12345678);
  const Violations taken = Taken();
  EXPECT_EQ(1u, taken.count);
  EXPECT_EQ(kSecureFault, taken.exception);
  EXPECT_NE(0u, taken.sfsr & kSfsrAuViol);
}

void CallIsForbidden(uint32_t address) {
  Taken();
  const uint32_t got = CallAt(address, 0x12345678);
  const Violations taken = Taken();
  EXPECT_EQ(0u, got);
  EXPECT_EQ(1u, taken.count);
  EXPECT_EQ(kSecureFault, taken.exception);
  EXPECT_NE(0u, taken.sfsr & kSfsrInvEp);
}

// Buffers for calls in which one pointer at a time is bad.
SineRequest request;
uint8_t message[kMessageBytes];
uint8_t key[kPublicKeyBytes];
uint32_t length;

// No pointer to `address` gets through, whichever it is; nothing is written, and nothing faults on the way.
void PointerIsRefused(uint32_t address) {
  Taken();
  request.degrees = 30.0f;
  length = 0;
  memset(message, 0xAA, sizeof(message));
  EXPECT_EQ(kBadPointer, secure_infer_sine(At<SineRequest>(address), message, sizeof(message), &length));
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, At<uint8_t>(address), kMessageBytes, &length));
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, message, sizeof(message), At<uint32_t>(address)));
  EXPECT_EQ(kBadPointer, secure_public_key(At<uint8_t>(address), kPublicKeyBytes));
  EXPECT_EQ(0u, length);
  EXPECT_EQ(0xAA, message[0]);
  EXPECT_EQ(0u, Taken().count);
}

bool TheServiceWorks() {
  request.degrees = 90.0f;
  Reading reading = {};
  return secure_infer_sine(&request, message, sizeof(message), &length) == kOk && Read(message, length, &reading) &&
         reading.degrees == 90.0f && std::fabs(reading.sine - 1.0f) < kSineTolerance;
}

}  // namespace

// The control of all others: the same probes, where they are allowed.
TEST(AttackTest, ProbesWorkOnMemoryOfTheirOwn) {
  Taken();
  static volatile uint32_t word;
  WriteAt(AddressOf(const_cast<const uint32_t*>(&word)), 0x600DDA7A);
  EXPECT_EQ(0x600DDA7Au, word);
  EXPECT_EQ(0x600DDA7Au, ReadAt(AddressOf(const_cast<const uint32_t*>(&word))));
  uint32_t (*const twice)(uint32_t) = [](uint32_t x) { return 2 * x; };
  EXPECT_EQ(42u, CallAt(AddressOf(reinterpret_cast<const void*>(twice)), 21));
  EXPECT_EQ(0u, Taken().count);
}

TEST(AttackTest, ReadsTheModel) {
  ReadIsForbidden(Secure(kWeights));
  ReadIsForbidden(Alias(kWeights));
}

TEST(AttackTest, ReadsThePrivateKey) {
  ReadIsForbidden(Secure(kPrivateKey));
  ReadIsForbidden(Alias(kPrivateKey));
}

TEST(AttackTest, ReadsSecureRam) {
  ReadIsForbidden(Secure(kPage));
  ReadIsForbidden(Alias(kPage));
}

TEST(AttackTest, ReadsBesideTheBorder) {
  ReadIsForbidden(AddressOf(__data_ram_start) - 4);
  ReadIsForbidden(AddressOf(__data_ram_end));
  ReadIsForbidden(AddressOf(__text_start) - 0x1000);  // the vector table is the first thing in its flash
}

TEST(AttackTest, WritesSecureRam) {
  WriteIsForbidden(Secure(kPage));
  WriteIsForbidden(Alias(kPage));
  EXPECT_EQ(kPageWord, secure_test_page_word());
}

TEST(AttackTest, WritesTheModel) {
  WriteIsForbidden(Secure(kWeights));
  WriteIsForbidden(Alias(kWeights));
  EXPECT_TRUE(TheServiceWorks());
}

TEST(AttackTest, JumpsIntoSecureCode) {
  CallIsForbidden(Secure(kInside));   // behind the veneer
  CallIsForbidden(Secure(kSigning));  // to sign what it likes
  const uint32_t veneer = AddressOf(reinterpret_cast<const void*>(&secure_infer_sine)) & ~1u;
  CallIsForbidden(veneer + 4);  // into the veneer, behind its SG
}

TEST(AttackTest, PassesSecurePointers) {
  for (const Place place : {kWeights, kPrivateKey, kPage, kInside}) {
    PointerIsRefused(Secure(place));
    PointerIsRefused(Alias(place));
  }
  EXPECT_EQ(kPageWord, secure_test_page_word());
  EXPECT_TRUE(TheServiceWorks());
}

TEST(AttackTest, PassesRangesAcrossTheBorder) {
  PointerIsRefused(AddressOf(__data_ram_start) - 2);  // begins outside, ends inside
  PointerIsRefused(AddressOf(__data_ram_end) - 2);    // the other way round
  PointerIsRefused(AddressOf(__data_ram_end));
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, At<uint8_t>(AddressOf(__data_ram_end) - kMessageBytes + 1),
                                           kMessageBytes, &length));
}

TEST(AttackTest, PassesWrappingRanges) {
  PointerIsRefused(0xFFFFFFFF);
  PointerIsRefused(0xFFFFFFFE);
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, At<uint8_t>(0xFFFFFFF0), kMessageBytes, &length));
}

TEST(AttackTest, PassesNull) { PointerIsRefused(0); }

TEST(AttackTest, PassesLengthsThatAreTooLong) {
  for (const uint32_t capacity : {kMostBytes + 1, uint32_t{0x10000000}, uint32_t{0x7FFFFFFF}, uint32_t{0xFFFFFFFF}}) {
    EXPECT_EQ(kBadLength, secure_infer_sine(&request, message, capacity, &length));
    EXPECT_EQ(kBadLength, secure_public_key(key, capacity));
  }
  // The answer would fit, but not all is its own that it says is.
  uint8_t* last = At<uint8_t>(AddressOf(__data_ram_end) - kMessageBytes);
  EXPECT_EQ(kOk, secure_infer_sine(&request, last, kMessageBytes, &length));
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, last, kMessageBytes + 1, &length));
}

// The secure state must not do for it what its own MPU forbids: the guard below its stack can only be read.
TEST(AttackTest, PassesMemoryThatItsOwnMpuGuards) {
  const uint32_t guard = AddressOf(__stack_bottom);
  const uint32_t before = ReadAt(guard);
  EXPECT_EQ(kBadPointer, secure_public_key(At<uint8_t>(guard), kPublicKeyBytes));
  EXPECT_EQ(kBadPointer, secure_infer_sine(&request, message, sizeof(message), At<uint32_t>(guard)));
  EXPECT_EQ(before, ReadAt(guard));
}

TEST(AttackTest, AsksForASignatureOverItsOwnData) {
  // Only numbers that are angles are signed, not 32 bits of its choice.
  for (const uint32_t bits : {0x7FC0DE42u, 0xFFC0DE42u, 0x7F800000u, 0xDEADBEEFu, 0x7E57DA7Au}) {
    memcpy(&request, &bits, sizeof(bits));
    EXPECT_EQ(kBadNumber, secure_infer_sine(&request, message, sizeof(message), &length));
  }
  // The answer comes over the question: what is signed was copied before.
  alignas(4) static uint8_t shared[kMessageBytes];
  const SineRequest asked = {90.0f};
  memcpy(shared, &asked, sizeof(asked));
  ASSERT_EQ(kOk, secure_infer_sine(At<SineRequest>(AddressOf(shared)), shared, sizeof(shared), &length));
  ASSERT_EQ(kOk, secure_public_key(key, sizeof(key)));
  Reading reading = {};
  EXPECT_TRUE(Read(shared, length, &reading) && Verify(shared, length, key));
  EXPECT_EQ(90.0f, reading.degrees);
  EXPECT_NEAR(1.0f, reading.sine, kSineTolerance);
}

// What a veneer leaves in the registers that a callee may use: nothing but its result.
TEST(AttackTest, LooksForLeftoversInRegisters) {
  Leftovers left = {};
  request.degrees = 90.0f;
  ask_and_look(&request, message, &length, &left);
  ASSERT_EQ(static_cast<uint32_t>(kOk), left.core[0]);
  for (int i = 1; i < 5; ++i) {
    const bool secure = (left.core[i] & kAliasBit) != 0 && left.core[i] < 0x60000000;  // code, data, a peripheral
    EXPECT_FALSE(secure);
    EXPECT_NE(left.core[i], 0xA5A5A5A5);  // it was stored at all
  }
  for (const float value : left.floats) EXPECT_EQ(left.floats[0], value);
}

TEST(AttackTest, ReprogramsTheSau) {
  using namespace harness;
  Taken();
  SAU_CTRL() = 2;  // off, and all of it non-secure
  SAU_RNR() = 0;
  SAU_RBAR() = 0;
  SAU_RLAR() = 0xFFFFFFE1;
  Barrier();
  EXPECT_EQ(0u, SAU_CTRL());  // zeros, and writes are ignored (DDI 0553, D1.2: SAU_CTRL)
  EXPECT_EQ(0u, SAU_RBAR());
  EXPECT_EQ(0u, Taken().count);
  ReadIsForbidden(Alias(kWeights));
  ReadIsForbidden(Secure(kPage));
}

TEST(AttackTest, ReprogramsTheProtectionControllers) {
  constexpr uint32_t kMpcTables[] = {0x5800701C, 0x5800801C, 0x5800901C};
  constexpr uint32_t kSecurePrivilegeControl[] = {0x50080010, 0x50080014, 0x50080084};
  for (const uint32_t address : kMpcTables) WriteIsForbidden(address);
  for (const uint32_t address : kSecurePrivilegeControl) WriteIsForbidden(address);
  ReadIsForbidden(Alias(kWeights));
  ReadIsForbidden(Alias(kPage));
  EXPECT_TRUE(TheServiceWorks());
}

TF_LITE_MICRO_TESTS_MAIN
