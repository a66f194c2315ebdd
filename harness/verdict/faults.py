"""A fault block of the firmware, collected line by line and put into words."""

from __future__ import annotations

from harness.console.events import FaultBegan, FaultNamed, FaultRegisters
from harness.model import Fault

# CFSR bits, ARMv7-M Architecture Reference Manual (DDI 0403E) B3.2.15; STKOF: ARMv8-M (DDI 0553) D1.2.
_CFSR = {
    0: "instruction access violation",
    1: "data access violation",
    3: "memory fault while leaving an exception",
    4: "memory fault while entering an exception",
    5: "memory fault while saving FPU state",
    8: "bus fault at an instruction",
    9: "precise data bus fault",
    10: "imprecise data bus fault",
    11: "bus fault while leaving an exception",
    12: "bus fault while entering an exception",
    13: "bus fault while saving FPU state",
    16: "undefined instruction",
    17: "not in Thumb state (a jump to an even address)",
    18: "bad EXC_RETURN",
    19: "no coprocessor (is the FPU on?)",
    20: "stack limit reached",
    24: "unaligned access",
    25: "division by zero",
}
# SFSR bits, ARMv8-M (DDI 0553) D1.2: what the non-secure state did, or the secure one in returning to it.
_SFSR = {
    0: "entered secure code elsewhere than at an SG instruction",
    1: "a secure stack frame without its signature",
    2: "a return from an exception to the wrong state",
    3: "access forbidden by the attribution unit",
    4: "a branch from secure to non-secure code without BLXNS or BXNS",
    5: "access forbidden by the attribution unit while saving FPU state",
    7: "saving FPU state failed",
}
_TFLM_LAST = "xPSR"  # stm32_bare_lib prints it last, then a breakpoint that QEMU turns into a lock-up


class FaultReport:
    """What the firmware has said so far of its fault."""

    def __init__(self) -> None:
        self._kind = ""
        self._name = ""
        self._ours = False
        self._said = ""  # the start-up code's own words right before the block
        self._said_at = 0
        self._callers = ""
        self._registers: dict[str, int] = {}

    @property
    def begun(self) -> bool:
        return bool(self._kind)

    def say(self, text: str, line_number: int) -> None:
        """Our start-up code says why it is about to trap, or who called where no frame was left."""
        if self.begun:
            self._callers = text.removeprefix("callers ") if text.startswith("callers ") else self._callers
        else:
            self._said, self._said_at = text, line_number

    def begin(self, event: FaultBegan, line_number: int) -> None:
        """The block's head. A second head inside a block (a fault in the fault handler) keeps the first."""
        if not self.begun:
            self._kind, self._ours = event.kind, event.ours
            self._registers |= event.registers
            if self._said_at != line_number - 1:
                self._said = ""

    def add(self, event: FaultRegisters | FaultNamed) -> bool:
        """A line that may belong to the block; returns whether it was the last one of TFLM's block."""
        if not self.begun:
            return False
        if isinstance(event, FaultNamed):
            self._name = event.name
            return False
        if event.ours != self._ours:
            return False
        self._registers |= event.registers
        return not event.ours and _TFLM_LAST in event.registers

    def fault(self) -> Fault | None:
        """The fault, None where no block began."""
        if not self.begun:
            return None
        return Fault(kind=self._kind, message=self._message(), registers=dict(self._registers))

    def _message(self) -> str:
        registers = self._registers
        parts = [f"{self._said}: {self._kind}" if self._said else self._kind]
        if self._callers:
            parts.append(f"at an unknown PC, called from {self._callers}")  # the stack frame was lost
        elif "PC" in registers:
            parts.append(f"at PC={registers['PC']:#010x}")
        addresses = [
            f"{name}={registers[name]:#010x}" for name in ("BFAR", "MMFAR", "SFAR") if registers.get(name)
        ]
        if addresses:
            parts.append(f"({', '.join(addresses)})")
        text = " ".join(parts)
        causes = [words for bit, words in _CFSR.items() if registers.get("CFSR", 0) >> bit & 1]
        causes += [words for bit, words in _SFSR.items() if registers.get("SFSR", 0) >> bit & 1]
        if not causes and self._name:
            causes = [self._name]
        return f"{text}: {', '.join(causes)}" if causes else text
