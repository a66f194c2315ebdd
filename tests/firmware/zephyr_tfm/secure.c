// In TF-M's place: starts what lies in the other image, by its vector table, as a boot loader does.
#include "uart.h"

void Start(void);
__attribute__((section(".vectors"), used)) static const uintptr_t kVectors[] = {0x38010000, (uintptr_t)Start};

void Start(void) {
  const uintptr_t* const other = (const uintptr_t*)0x10100000;
  SwitchOn(0);
  Print("Booting TF-M stand-in\r\n");
  __asm__ volatile("msr msp, %0\n bx %1" : : "r"(other[0]), "r"(other[1]));
}
