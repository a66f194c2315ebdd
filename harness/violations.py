"""What accesses outside of the board's memory do to a judgement.

A real part answers them with a BusFault. A simulator that lets them pass reports them in the ending; by
default they make the run not green, ``memory_violations = "warn"`` in ``target.toml`` only mentions them.
"""

from __future__ import annotations

import msgspec

from harness.model import Ending, Fault, Judgement, MemoryAccess, Verdict

FAIL, WARN = "fail", "warn"
POLICIES = (FAIL, WARN)


def weighed(judgement: Judgement, ending: Ending, policy: str) -> Judgement:
    """``judgement`` with what the simulator saw beside the console; ``policy`` is the target's."""
    remarks = judgement.remarks + ending.remarks
    outside = [access for access in ending.accesses if not access.peripheral]
    unmodelled = [access for access in ending.accesses if access.peripheral]
    if unmodelled:
        remarks += (f"{_summary(unmodelled)}: no peripheral is modelled there",)
    if not outside:
        return msgspec.structs.replace(judgement, remarks=remarks)
    message = f"{_summary(outside)}: outside of the board's memory"
    if judgement.verdict is not Verdict.PASSED or policy == WARN:
        return msgspec.structs.replace(judgement, remarks=(*remarks, message))
    fault = Fault(kind="BadAccess", message=message, registers={"PC": outside[0].pc})
    return msgspec.structs.replace(
        judgement,
        verdict=Verdict.CRASHED,
        reason=f"{message}; a real part faults there ({judgement.reason})",
        fault=fault,
        remarks=remarks,
    )


def _summary(accesses: list[MemoryAccess]) -> str:
    total, first = sum(access.count for access in accesses), accesses[0]
    what = f"{first.kind} of {first.size_bytes} bytes at 0x{first.address:08x} by PC 0x{first.pc:08x}"
    return what if total == 1 else f"{total} accesses, the first a {what}"
