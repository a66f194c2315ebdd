// In Zephyr's place: a shell that echoes and shows its prompt in colour, as Zephyr's does.
#include "uart.h"

void Shell(void);
__attribute__((section(".vectors"), used)) static const uintptr_t kVectors[] = {0x38020000, (uintptr_t)Shell};

static int Same(const char* line, const char* text) {
  while (*text != '\0' && *line == *text) ++line, ++text;
  return *line == *text;
}

void Shell(void) {
  char line[64];
  // QEMU is idle by the time when the receiver is switched on: nothing but us can wake it for what was typed.
  for (volatile int turns = 0; turns < 3000000; ++turns) {
  }
  SwitchOn(1);
  Print("*** Booting Zephyr OS stand-in ***\r\n\r\n");
  for (;;) {
    unsigned used = 0;
    Print("\x1b[1;32muart:~$ \x1b[m");
    for (char typed = Get(); typed != '\r'; typed = Get()) {
      const char echo[] = {typed, '\0'};
      if (used + 1 < sizeof line) line[used++] = typed;
      Print(echo);
    }
    line[used] = '\0';
    Print("\r\n");
    if (Same(line, "infer get sine 1")) {
      Print("Start: 1.00 End: 1.00 stride: 1.00\r\nModel: Sine of 1.00 deg is: 0.016944\r\n");
    } else if (Same(line, "crash")) {
      Print("[00:00:01.000,000] \x1b[1;31m<err> os: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0\x1b[0m\r\n");
    } else if (Same(line, "hang")) {
      for (;;) {
      }
    } else {
      Print(line);
      Print(": command not found\r\n");
    }
  }
}
