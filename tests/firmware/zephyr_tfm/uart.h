// Polled CMSDK UART (DDI 0479 chapter 4): UART 0 of an AN521, by its secure alias.
#pragma once
#include <stdint.h>

static volatile uint32_t* const kUart = (volatile uint32_t*)0x50200000;

static inline void SwitchOn(int receive) {
  kUart[4] = 16;                // BAUDDIV, its least value
  kUart[2] = receive ? 3u : 1u;  // CTRL: transmit, receive
}

static inline void Print(const char* text) {
  for (; *text != '\0'; ++text) {
    while (kUart[1] & 1) {  // STATE: transmit buffer full
    }
    kUart[0] = (uint8_t)*text;
  }
}

static inline char Get(void) {
  while (!(kUart[1] & 2)) {  // STATE: receive buffer full
  }
  return (char)kUart[0];
}
