"""Telling a guest that is locked up from one that is slow.

Renode up to 1.16.1 knows neither escalation nor lock-up: a fault that cannot be taken, inside of a fault
handler or while faults are masked, is tried again, for ever. Each round costs 70 µs of host time and next to
no virtual time, so a slice does not end. The evidence is such a state, the same PC and SP, and hardly any
virtual time, while the process did use the processor: a busy host cannot look like that.
"""

from __future__ import annotations

import re

from harness.model import Ending, EndingKind, Fault, Value
from harness.simulators.renode.machine import Machine

SAMPLE_CPU_S = 0.3  # processor time of Renode between two looks
SLOWEST = 0.05  # virtual seconds per second of processor time; a guest that prints makes ten times that
ROUNDS = 2
_ELAPSED = re.compile(r"Elapsed Virtual Time: (?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)")
# ARMv7-M ARM (DDI 0403) section B1.5.2, exception numbers
_HANDLERS = {2: "NMI", 3: "HardFault", 4: "MemManage", 5: "BusFault", 6: "UsageFault", 7: "SecureFault"}
_HIGHEST = ("NMI", "HardFault")  # a fault inside of these locks the core up (B1.5.15)
_QUESTION = "cpu PC ; cpu LR ; cpu SP ; cpu GetRegister 25 ; machine ElapsedVirtualTime"
_MASKS_QUESTION = "cpu GetFaultmask False ; cpu GetPrimask False"


class _Sample(Value, frozen=True, kw_only=True):
    pc: int
    lr: int
    sp: int
    xpsr: int
    virtual_s: float
    cpu_s: float


class StallWatch:
    """Looks at one slice that takes long; asks nothing before Renode has used some processor time."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._last: _Sample | None = None
        self._next_cpu_s = machine.process.cpu_s() + SAMPLE_CPU_S
        self._same = 0

    async def look(self) -> Ending | None:
        """How it ended where the guest is locked up; None where it still may come to something."""
        cpu_s = self._machine.process.cpu_s()
        if cpu_s < self._next_cpu_s:
            return None
        self._next_cpu_s = cpu_s + SAMPLE_CPU_S
        answer = await self._machine.monitor.ask(_QUESTION)
        sample = _sample(answer or "", cpu_s)
        last, self._last = self._last, sample
        if sample is None or last is None or not _stands_still(last, sample):
            self._same = 0
            return None
        self._same += 1
        if self._same < ROUNDS:
            return None
        masks = await self._machine.monitor.ask(_MASKS_QUESTION)
        return _explain(sample, (masks or "").split())


def _sample(answer: str, cpu_s: float) -> _Sample | None:
    words, elapsed = answer.split(), _ELAPSED.search(answer)
    if elapsed is None or len(words) < 4:
        return None
    try:
        pc, lr, sp, xpsr = (int(word, 16) for word in words[:4])
    except ValueError:
        return None
    days, hours, minutes = (int(elapsed[i] or 0) for i in (1, 2, 3))
    virtual_s = ((days * 24 + hours) * 60 + minutes) * 60 + float(elapsed[4])
    return _Sample(pc=pc, lr=lr, sp=sp, xpsr=xpsr, virtual_s=virtual_s, cpu_s=cpu_s)


def _stands_still(last: _Sample, now: _Sample) -> bool:
    slow = now.virtual_s - last.virtual_s < SLOWEST * (now.cpu_s - last.cpu_s)
    return slow and now.pc == last.pc and now.sp == last.sp


def _explain(sample: _Sample, masks: list[str]) -> Ending | None:
    """What the part would do; None where nothing keeps the guest from taking a fault: it only is slow."""
    handler = _HANDLERS.get(sample.xpsr & 0x1FF)
    faults_masked, interrupts_masked = (
        [*masks, "0", "0"][i] not in ("0", "0x0", "0x00000000") for i in (0, 1)
    )
    if faults_masked:
        return _ending(sample, "a fault while faults are masked", locked_up=True)
    if handler is not None:
        return _ending(sample, f"a fault inside of the {handler} handler", locked_up=handler in _HIGHEST)
    if interrupts_masked:
        return _ending(sample, "a fault while interrupts are masked", locked_up=False)
    return None


def _ending(sample: _Sample, what: str, *, locked_up: bool) -> Ending:
    then = "" if locked_up else "; it escalates to HardFault, which this Renode does not model"
    message = f"{what} at 0x{sample.pc:08x}{then}"
    registers = {"PC": sample.pc, "LR": sample.lr, "SP": sample.sp, "xPSR": sample.xpsr}
    fault = Fault(kind="Lockup" if locked_up else "HardFault", message=message, registers=registers)
    return Ending(kind=EndingKind.LOCK_UP if locked_up else EndingKind.SIGNAL, message=message, fault=fault)
