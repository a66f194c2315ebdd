// Secure world: puts the normal world where it runs, and keeps a key that only its answers are made with.
#include "pl011.h"

extern char normal_load[], normal_begin[], normal_end[];

enum { kInfer = 1, kOff = 2, kPanic = 3 };
static const uint64_t kKey = 41;

void monitor_main(void) {
  SwitchOn(kSecureUart);
  for (char *from = normal_load, *to = normal_begin; to < normal_end;) *to++ = *from++;
  Print(kSecureUart, "I/TC: secure world is up\n");
}

// Ends the machine: semihosting SYS_EXIT with ADP_Stopped_ApplicationExit and a code.
static void Exit(uint64_t code) {
  volatile uint64_t block[2] = {0x20026, code};
  register uint64_t operation __asm__("x0") = 0x18;
  register volatile uint64_t* parameter __asm__("x1") = block;
  __asm__ volatile("hlt #0xf000" : : "r"(operation), "r"(parameter) : "memory");
}

uint64_t monitor_call(uint64_t function, uint64_t argument) {
  switch (function) {
    case kInfer:
      Print(kSecureUart, "I/TA: inference with 0x");
      PrintHex(kSecureUart, argument);
      Print(kSecureUart, "\n");
      return argument + kKey;
    case kPanic:
      Print(kSecureUart, "E/TC:0 0 Panic at core/kernel/panic.c:12 <panic_test>\n");
      for (;;) {
      }
    case kOff:
      Print(kSecureUart, "I/TC: off\n");
      Exit(argument);
  }
  return 0;
}
