// Normal world: a shell that echoes what is typed, as a Linux console does.
#include "pl011.h"

uint64_t call_monitor(uint64_t function, uint64_t argument);

static int Same(const char* line, const char* word) {
  while (*word != '\0' && *line == *word) ++line, ++word;
  return *word == '\0' && (*line == '\0' || *line == ' ');
}

static uint64_t Number(const char* line) {
  uint64_t value = 0;
  for (; *line != '\0'; ++line) {
    if (*line >= '0' && *line <= '9') value = value * 10 + (uint64_t)(*line - '0');
  }
  return value;
}

static void PrintNumber(uint64_t value) {
  char digits[24];
  char* first = digits + sizeof digits - 1;
  *first = '\0';
  do {
    *--first = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  Print(kNormalUart, first);
}

static void ReadLine(char* line, unsigned size) {
  unsigned used = 0;
  for (;;) {
    const char character = Get(kNormalUart);
    if (character == '\r' || character == '\n') break;
    if (used + 1 < size) {
      line[used++] = character;
      Put(kNormalUart, character);
    }
  }
  line[used] = '\0';
  Print(kNormalUart, "\n");
}

void normal_abort(uint64_t syndrome, uint64_t address) {
  Print(kNormalUart, "\nKernel panic - not syncing: abort, ESR 0x");
  PrintHex(kNormalUart, syndrome);
  Print(kNormalUart, ", address 0x");
  PrintHex(kNormalUart, address);
  Print(kNormalUart, "\n");
}

void normal_main(void) {
  char line[80];
  SwitchOn(kNormalUart);
  Print(kNormalUart, "Booting the normal world\n");
  for (;;) {
    Print(kNormalUart, "# ");
    ReadLine(line, sizeof line);
    if (Same(line, "infer")) {
      Print(kNormalUart, "result: ");
      PrintNumber(call_monitor(1, Number(line)));
      Print(kNormalUart, "\n");
    } else if (Same(line, "peek")) {  // secure memory: the normal world sees nothing there
      PrintNumber(*(volatile uint32_t*)0x0e000000);
    } else if (Same(line, "poweroff")) {
      call_monitor(2, Number(line));
    } else if (Same(line, "panic")) {
      call_monitor(3, 0);
    } else if (Same(line, "hang")) {
      for (;;) {
      }
    } else if (line[0] != '\0') {
      Print(kNormalUart, "sh: not found\n");
    }
  }
}
