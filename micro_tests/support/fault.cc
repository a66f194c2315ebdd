// Fault handling: one parseable block on the console, then the end. It must work when the stack is the problem,
// so the entry leaves it at once for a small stack of its own.
#include <cstdint>

#include "micro_tests/support/console.h"
#include "micro_tests/support/print.h"
#include "micro_tests/support/registers.h"
#include "micro_tests/support/stack.h"
#include "micro_tests/support/support.h"

// From the linker script.
extern "C" uint32_t __text_start[], __text_end[];

// r0 = EXC_RETURN, r1 = MSP and r2 = PSP at entry. A semihosting call that is optional (harness_exit) and that
// nobody took is a HardFault on BKPT 0xAB: its frame's PC is moved on and the call returns.
asm(R"(
  .syntax unified
  .section .text.harness_fault_entry, "ax"
  .global harness_fault_entry
  .type harness_fault_entry, %function
  .thumb_func
harness_fault_entry:
  mov r0, lr
  mrs r1, msp
  mrs r2, psp
  ldr r3, =harness_trap_is_optional
  ldr r3, [r3]
  cmp r3, #0
  beq 1f
  ldr r3, [r1, #24]
  ldrh r2, [r3]
  ldr r0, =0xBEAB
  cmp r2, r0
  bne 1f
  adds r3, #2
  str r3, [r1, #24]
  bx lr
1:
  mov r0, lr
  mrs r2, psp
  ldr r3, =__fault_stack_top
  mov sp, r3
  bl harness_fault
  .pool
  .size harness_fault_entry, . - harness_fault_entry
  .weak harness_systick
  .thumb_set harness_systick, harness_fault_entry
  .text
)");

namespace harness {
namespace {

constexpr uint32_t kFrameOnPsp = 1u << 2;    // EXC_RETURN.SPSEL
constexpr uint32_t kNoFloatFrame = 1u << 4;  // EXC_RETURN.FType
constexpr uint32_t kSecureFrame = 1u << 6;   // EXC_RETURN.S, always 1 before v8-M
constexpr uint32_t kToSecure = 1u << 0;      // EXC_RETURN.ES, always 1 before v8-M
constexpr uint32_t kFrameBytes = 8 * 4;
constexpr uint32_t kFloatFrameBytes = 26 * 4;
constexpr uint32_t kFrameWasAligned = 1u << 9;  // in the stacked xPSR

// The basic exception frame, as the core pushes it.
struct Frame {
  uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

struct Status {
  uint32_t cfsr = 0;
  uint32_t hfsr = 0;
  uint32_t bfar = 0;
  uint32_t mmfar = 0;
  uint32_t sfsr = 0;
  uint32_t sfar = 0;
};

// Whether the secure state handles a fault of the non-secure one: its frame lies on that one's stack.
bool IsOfNonSecure(uint32_t exc_return) { return (exc_return & (kSecureFrame | kToSecure)) == kToSecure; }

Status ReadStatus() {
  Status status;
#if HARNESS_MAINLINE
  status.cfsr = CFSR();
  status.hfsr = HFSR();
  if (status.cfsr & kCfsrBfarValid) status.bfar = BFAR();
  if (status.cfsr & kCfsrMmarValid) status.mmfar = MMFAR();
#if HARNESS_ARMV8M
  status.sfsr = SFSR();  // 0 where this is the non-secure state
  if (status.sfsr & kSfsrSfarValid) status.sfar = SFAR();
#endif
#endif
  return status;
}

uint32_t ExceptionNumber() {
  uint32_t number;
  asm volatile("mrs %0, ipsr" : "=r"(number));
  return number & 0x1FF;
}

#if HARNESS_ARMV8M && HARNESS_MAINLINE
uint32_t NonSecureSp(bool on_psp) {
  uint32_t sp;
  if (on_psp) {
    asm volatile("mrs %0, psp_ns" : "=r"(sp));
  } else {
    asm volatile("mrs %0, msp_ns" : "=r"(sp));
  }
  return sp;
}

// TTA: whether the non-secure state itself may read the address (DDI 0553, C2.4, bit NSR).
bool NonSecureMayRead(uint32_t address) {
  uint32_t answer;
  asm volatile("tta %0, %1" : "=r"(answer) : "r"(address));
  return (answer >> 20 & 1) != 0;
}
#else
uint32_t NonSecureSp(bool) { return 0; }
bool NonSecureMayRead(uint32_t) { return false; }
#endif

// The frame, or null where it was not written or is not in RAM.
const Frame* FrameAt(uint32_t sp, const Status& status, bool non_secure) {
  const bool stacked = (status.cfsr & (kCfsrMStkErr | kCfsrStkErr | kCfsrStkOf)) == 0;
  if (non_secure) {
    const bool readable = sp % 4 == 0 && NonSecureMayRead(sp) && NonSecureMayRead(sp + kFrameBytes - 4);
    return stacked && readable ? reinterpret_cast<const Frame*>(sp) : nullptr;
  }
  const uint32_t first = reinterpret_cast<uint32_t>(__data_ram_start);
  const uint32_t end = reinterpret_cast<uint32_t>(__data_ram_end);
  const bool in_ram = sp >= first && sp <= end - kFrameBytes && sp % 4 == 0;
  if (!stacked || !in_ram) return nullptr;
  const Frame* frame = reinterpret_cast<const Frame*>(sp);
  return frame->pc == kStackPaint ? nullptr : frame;  // cores without CFSR do not tell that stacking failed
}

uint32_t SpBefore(uint32_t sp, const Frame* frame, uint32_t exc_return) {
  if (frame == nullptr) return sp;
  const uint32_t padding = frame->xpsr & kFrameWasAligned ? 4 : 0;
  return sp + (exc_return & kNoFloatFrame ? kFrameBytes : kFloatFrameBytes) + padding;
}

bool IsStackOverflow(uint32_t number, uint32_t sp, const Status& status) {
  if (number < 3 || number > 6) return false;
  if (status.cfsr & kCfsrStkOf) return true;
  if ((status.cfsr & kCfsrMmarValid) && status.mmfar >= StackBottom() && status.mmfar < GuardEnd()) return true;
  return number != 6 && sp < GuardEnd() && sp + 64 * 1024 >= StackBottom();
}

void PrintKind(uint32_t number, bool stack_overflow) {
  static constexpr const char* kNames[] = {"NMI", "HardFault", "MemManage", "BusFault", "UsageFault", "SecureFault"};
  Print("[harness] fault ");
  if (stack_overflow) {
    Print("StackOverflow");
  } else if (number >= 2 && number <= 7) {
    Print(kNames[number - 2]);
  } else {
    Print("UnexpectedException ");
    PrintDecimal(number);
  }
  Print("\n");
}

// Whether `word` is where a call returns to: behind a BL or BLX in the code.
bool IsReturnAddress(uint32_t word) {
  const uint32_t first = reinterpret_cast<uint32_t>(__text_start);
  const uint32_t end = reinterpret_cast<uint32_t>(__text_end);
  if (word % 2 == 0 || word < first + 5 || word >= end) return false;
  const uint16_t* next = reinterpret_cast<const uint16_t*>(word - 1);
  const bool bl = (next[-2] & 0xF800) == 0xF000 && (next[-1] & 0xD000) == 0xD000;
  return bl || (next[-1] & 0xFF87) == 0x4780;
}

// Without a frame nobody knows the PC; what lies on the stack still tells who called, innermost first.
void PrintCallers(uint32_t sp) {
  constexpr int kMost = 6;
  uint32_t at = sp > GuardEnd() && sp < StackTop() ? sp & ~3u : GuardEnd();
  uint32_t before = 0;
  int printed = 0;
  for (; at < StackTop() && printed < kMost; at += 4) {
    const uint32_t word = *reinterpret_cast<const volatile uint32_t*>(at);
    if (word == before || !IsReturnAddress(word)) continue;
    before = word;
    Print(printed++ == 0 ? "[harness] callers " : " ");
    PrintHex(word);
  }
  if (printed > 0) Print("\n");
}

}  // namespace
}  // namespace harness

extern "C" [[noreturn, gnu::used]] void harness_fault(uint32_t exc_return, uint32_t msp, uint32_t psp) {
  using namespace harness;
  static bool entered = false;
  if (entered) harness_exit(kFaultExitCode);  // a fault while printing: what is out must do
  entered = true;

  const Status status = ReadStatus();
  const bool non_secure = IsOfNonSecure(exc_return);
  const bool on_psp = (exc_return & kFrameOnPsp) != 0;
  const uint32_t sp = non_secure ? NonSecureSp(on_psp) : on_psp ? psp : msp;
  const Frame* frame = FrameAt(sp, status, non_secure);
  const uint32_t number = ExceptionNumber();

  harness_console_fresh_line();
  PrintKind(number, !non_secure && IsStackOverflow(number, sp, status));
  PrintRegister("[harness] PC", frame ? frame->pc : 0);
  PrintRegister(" LR", frame ? frame->lr : 0);
  PrintRegister(" SP", SpBefore(sp, frame, exc_return));
  PrintRegister(" xPSR", frame ? frame->xpsr : 0);
  PrintRegister("\n[harness] CFSR", status.cfsr);
  PrintRegister(" HFSR", status.hfsr);
  PrintRegister(" BFAR", status.bfar);
  PrintRegister(" MMFAR", status.mmfar);
  PrintRegister(" EXC_RETURN", exc_return);
  if (status.sfsr != 0) {
    PrintRegister("\n[harness] SFSR", status.sfsr);
    PrintRegister(" SFAR", status.sfar);
  }
  Print("\n");
  if (frame == nullptr && !non_secure) PrintCallers(sp);
  Print("[harness] end of fault\n");
  harness_exit(kFaultExitCode);
}
