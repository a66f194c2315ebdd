// Console through a UART, polled.
#include <cstdint>

#include "micro_tests/support/wire.h"

namespace harness {
namespace {

volatile uint32_t& Register(uint32_t offset) {
  return *reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(HARNESS_UART_BASE) + offset);
}

struct Poke {
  uintptr_t address;
  uint32_t clear;
  uint32_t set;
};

#if HARNESS_UART_CMSDK
// Cortex-M System Design Kit TRM (DDI 0479), APB UART.
constexpr uint32_t kData = 0x00;
constexpr uint32_t kState = 0x04;
constexpr uint32_t kTxFull = 1u << 0;
constexpr uint32_t kRxFull = 1u << 1;
constexpr uint32_t kControl = 0x08;
constexpr uint32_t kTxEnable = 1u << 0;
constexpr uint32_t kRxEnable = 1u << 1;
constexpr uint32_t kDivider = 0x10;

void Enable() {
  Register(kDivider) = HARNESS_UART_DIVIDER;
  Register(kControl) = kTxEnable | kRxEnable;
  // Drops what is stale. QEMU 7.2 also needs it: it asks again for input after a read, not when RX is enabled.
  [[maybe_unused]] const uint32_t stale = Register(kData);
}
bool Busy() { return (Register(kState) & kTxFull) != 0; }
bool Received() { return (Register(kState) & kRxFull) != 0; }
uint32_t Take() { return Register(kData); }

#elif HARNESS_UART_STM32_V1
// RM0008 (F1) and RM0402 (F412), USART registers.
constexpr uint32_t kStatus = 0x00;
constexpr uint32_t kData = 0x04;
constexpr uint32_t kBaudRate = 0x08;
constexpr uint32_t kControl1 = 0x0C;
constexpr uint32_t kUsartEnable = 1u << 13;
constexpr uint32_t kTransmitterEnable = 1u << 3;
constexpr uint32_t kReceiverEnable = 1u << 2;
constexpr uint32_t kTransmitEmpty = 1u << 7;
constexpr uint32_t kReceiveNotEmpty = 1u << 5;

void Enable() {
  Register(kBaudRate) = HARNESS_UART_DIVIDER;
  Register(kControl1) = kUsartEnable | kTransmitterEnable | kReceiverEnable;
}
bool Busy() { return (Register(kStatus) & kTransmitEmpty) == 0; }
bool Received() { return (Register(kStatus) & kReceiveNotEmpty) != 0; }
uint32_t Take() { return Register(kData); }

#elif HARNESS_UART_STM32_V2
// RM0385 (F74x) and RM0399 (H745/H747), USART registers.
constexpr uint32_t kControl1 = 0x00;
constexpr uint32_t kBaudRate = 0x0C;
constexpr uint32_t kStatus = 0x1C;
constexpr uint32_t kReceived = 0x24;
constexpr uint32_t kData = 0x28;
constexpr uint32_t kUsartEnable = 1u << 0;
constexpr uint32_t kTransmitterEnable = 1u << 3;
constexpr uint32_t kReceiverEnable = 1u << 2;
constexpr uint32_t kTransmitEmpty = 1u << 7;
constexpr uint32_t kReceiveNotEmpty = 1u << 5;

void Enable() {
  Register(kBaudRate) = HARNESS_UART_DIVIDER;
  Register(kControl1) = kUsartEnable | kTransmitterEnable | kReceiverEnable;
}
bool Busy() { return (Register(kStatus) & kTransmitEmpty) == 0; }
bool Received() { return (Register(kStatus) & kReceiveNotEmpty) != 0; }
uint32_t Take() { return Register(kReceived); }
#endif

}  // namespace

void WireStart() {
  static constexpr Poke kSetup[] = {HARNESS_UART_SETUP{0, 0, 0}};
  for (const Poke& poke : kSetup) {
    if (poke.address == 0) break;
    volatile uint32_t& target = *reinterpret_cast<volatile uint32_t*>(poke.address);
    target = (target & ~poke.clear) | poke.set;
  }
  Enable();
}

void WireSend(const char* text, size_t length) {
  for (size_t i = 0; i < length; ++i) {
    while (Busy()) {
    }
    Register(kData) = static_cast<unsigned char>(text[i]);
  }
}

int WireReceive() {
  while (!Received()) {
  }
  return static_cast<int>(Take() & 0xFF);
}

}  // namespace harness
