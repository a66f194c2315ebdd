// Polled PL011 (DDI 0183): the normal world's UART and the secure one of QEMU's virt machine.
#pragma once
#include <stdint.h>

enum { kNormalUart = 0x09000000, kSecureUart = 0x09040000 };

static inline volatile uint32_t* Register(uintptr_t base, unsigned offset) {
  return (volatile uint32_t*)(base + offset);
}

static inline void Put(uintptr_t base, char character) {
  while (*Register(base, 0x18) & (1u << 5)) {  // FR.TXFF
  }
  *Register(base, 0x00) = (uint8_t)character;
}

static inline void Print(uintptr_t base, const char* text) {
  for (; *text != '\0'; ++text) {
    if (*text == '\n') Put(base, '\r');
    Put(base, *text);
  }
}

static inline void PrintHex(uintptr_t base, uint64_t value) {
  for (int shift = 28; shift >= 0; shift -= 4) Put(base, "0123456789abcdef"[(value >> shift) & 15]);
}

static inline char Get(uintptr_t base) {
  while (*Register(base, 0x18) & (1u << 4)) {  // FR.RXFE
  }
  return (char)*Register(base, 0x00);
}

static inline void SwitchOn(uintptr_t base) {
  *Register(base, 0x2c) = 0x70;   // LCRH: 8 bits, FIFOs
  *Register(base, 0x30) = 0x301;  // CR: receive, transmit, on
}
