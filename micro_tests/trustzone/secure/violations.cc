#include "micro_tests/trustzone/secure/violations.h"

#include <arm_cmse.h>

#include <cstring>

#include "micro_tests/support/registers.h"
#include "micro_tests/trustzone/secure/policy.h"

extern "C" void harness_fault_entry();
extern "C" void secure_violation_entry();

// r0 = EXC_RETURN, r1 = the stack pointer of the state that the frame belongs to. Where it is not to go on, the
// support library prints the fault and ends, with the registers as they were at entry.
asm(R"(
  .syntax unified
  .section .text.secure_violation_entry, "ax"
  .global secure_violation_entry
  .type secure_violation_entry, %function
  .thumb_func
secure_violation_entry:
  tst lr, #0x40
  bne 2f
  mov r0, lr
  tst lr, #4
  ite eq
  mrseq r1, msp_ns
  mrsne r1, psp_ns
  push {r0, lr}
  bl secure_violation
  pop {r1, lr}
  cbz r0, 2f
  bx lr
2:
  b harness_fault_entry
  .size secure_violation_entry, . - secure_violation_entry
  .text
)");

namespace trustzone {
namespace {

using Handler = void (*)();
constexpr int kVectors = 64;  // as many as the support library has
constexpr uint32_t kBusFault = 5, kSecureFault = 7;

alignas(256) Handler vectors[kVectors];
Violations violations;

// The basic frame (DDI 0553, B3.19), on the non-secure stack.
struct Frame {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

uint32_t InstructionBytes(const uint16_t* instruction) { return *instruction >> 11 >= 0x1D ? 4 : 2; }

}  // namespace

// Counts the attack and lets the attacker go on behind it, with 0 in r0. False: stop.
extern "C" [[gnu::used]] bool secure_violation(uint32_t, Frame* frame) {
  using namespace harness;
  uint32_t exception;
  asm volatile("mrs %0, ipsr" : "=r"(exception));
  if (kPolicy.stop_at_violation) return false;
  constexpr int kReadWrite = CMSE_NONSECURE | CMSE_MPU_READWRITE;
  if (cmse_check_address_range(frame, sizeof(*frame), kReadWrite) == nullptr) return false;

  violations = {violations.count + 1, exception, SFSR(), CFSR()};
  if ((violations.sfsr & kSfsrInvEp) != 0) {
    frame->pc = frame->lr & ~1u;  // it is where it jumped to: back to its caller
  } else {
    void* pc = reinterpret_cast<void*>(frame->pc);
    if (cmse_check_address_range(pc, sizeof(uint16_t), CMSE_NONSECURE | CMSE_MPU_READ) == nullptr) return false;
    frame->pc += InstructionBytes(static_cast<const uint16_t*>(pc));
  }
  frame->r0 = 0;
  SFSR() = violations.sfsr;  // written ones clear
  CFSR() = violations.cfsr;
  return true;
}

void TakeViolations() {
  memcpy(vectors, reinterpret_cast<const void*>(harness::VTOR()), sizeof(vectors));
  vectors[kBusFault] = vectors[kSecureFault] = secure_violation_entry;
  harness::VTOR() = reinterpret_cast<uint32_t>(vectors);
  harness::Barrier();
}

Violations TakeCount() {
  const Violations taken = violations;
  violations = {};
  return taken;
}

}  // namespace trustzone
