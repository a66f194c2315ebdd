"""From attempts to the one result of a binary: names for addresses, metrics, the last word."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from harness.elf import SourceLocation, Symbolizer
from harness.errors import HarnessError
from harness.images import elves
from harness.model import (
    Attempt,
    BinaryResult,
    Fault,
    Judgement,
    Metric,
    RegionKind,
    Target,
    TestBinary,
    Verdict,
)

_CALLERS = re.compile(r"called from (0x[0-9a-f]{8}(?: 0x[0-9a-f]{8})*)")  # return addresses, innermost first
_REACH_BYTES = 1 << 20  # a stack pointer that far below a RAM has left it downwards
CALL_BYTES = 2  # at least; a return address may already be of another line, or of the next function


def assemble(
    binary: TestBinary,
    target: Target,
    simulator: str,
    attempts: tuple[Attempt, ...],
    *,
    metrics: tuple[Metric, ...],
    remarks: tuple[str, ...],
    rerun: str,
) -> BinaryResult:
    """The result of ``binary``: the last attempt's verdict, with the fault's address made readable."""
    last = attempts[-1]
    judgement = last.judgement
    fault = judgement.fault or last.ending.fault
    reason, cases, evidence = judgement.reason, judgement.cases, judgement.evidence
    if fault is not None:
        named = symbolized(fault, *elves(binary.elf, binary.images))
        reason = reason.replace(fault.message, named.message)
        cases = tuple(
            msgspec.structs.replace(case, reason=case.reason.replace(fault.message, named.message))
            for case in cases
        )
        fault = named
        if fault.symbol and fault.symbol not in reason:
            reason = f"{reason}, in {fault.symbol}{_where(fault.file, fault.line)}"
    first = attempts[0].judgement
    if judgement.verdict.green and not first.verdict.green:
        reason = f"{reason} at attempt {len(attempts)}; attempt 1 {first.verdict.value}: {first.reason}"
        evidence = first.evidence  # of what is wrong; that the last one passed nobody doubts
    return BinaryResult(
        name=binary.name,
        suite=binary.suite,
        target=binary.target,
        variant=binary.variant,
        simulator=simulator,
        verdict=judgement.verdict,
        reason=reason,
        cases=cases,
        attempts=attempts,
        metrics=(*footprint_metrics(binary, target), *judgement.metrics, *metrics),
        evidence=evidence,
        fault=fault,
        remarks=(
            *judgement.remarks,
            *remarks,
            *_silence(target, judgement),
            *_lost_stack(fault, target, binary),
        ),
        duration_s=sum(attempt.duration_s for attempt in attempts),
        elf=binary.elf,
        images=binary.images,
        log=last.log,
        rerun=rerun,
        profile=binary.profile,
    )


def _silence(target: Target, judgement: Judgement) -> tuple[str, ...]:
    """Where something ran and said nothing: it may print elsewhere."""
    if judgement.verdict is not Verdict.TIMED_OUT or judgement.evidence or target.console != "semihosting":
        return ()
    remedy = 'firmware that prints on a UART needs a board with console = "uart"'
    return (f"nothing came by semihosting, the console of {target.name}; {remedy}",)


def _lost_stack(fault: Fault | None, target: Target, binary: TestBinary) -> tuple[str, ...]:
    """Where nothing guards the end of the stack, the stack pointer of the fault tells that it was passed."""
    sp = fault.registers.get("SP") if fault is not None and fault.kind != "StackOverflow" else None
    rams = [each for each in target.variant(binary.variant).regions if each.kind is RegionKind.RAM]
    # a full descending stack begins right behind its memory
    if sp is None or any(each.origin <= sp <= each.end for each in rams):
        return ()
    if not any(0 < each.origin - sp < _REACH_BYTES for each in rams):
        return ()
    return (f"the stack pointer 0x{sp:08x} is below the RAM of {target.name}: the stack has overflowed",)


def footprint_metrics(binary: TestBinary, target: Target) -> tuple[Metric, ...]:
    """Flash and static RAM of the binary, in bytes, from its ELF, with what the real part has of them."""
    if binary.footprint is None:
        return ()
    occupied = {RegionKind.FLASH: binary.footprint.flash_bytes, RegionKind.RAM: binary.footprint.ram_bytes}
    return tuple(
        Metric(name=kind.value, value=size, unit="bytes", source="elf", limit=target.part_bytes(kind))
        for kind, size in occupied.items()
    )


def symbolized(fault: Fault, *elves: Path) -> Fault:
    """``fault`` with function, file and line of its PC, as far as one of the ELF files tells.

    Where a stack overflow took the PC with it, its callers stand in and are named in the message.
    """
    symbolizers = [Symbolizer(elf) for elf in elves]
    address = fault.registers.get("PC")
    callers = _CALLERS.search(fault.message)
    try:
        if callers is None:
            place = _locate(symbolizers, address & ~1) if address else None
        else:
            calls = [int(each, 16) - CALL_BYTES for each in callers[1].split()]
            found = [each for call in calls if (each := _locate(symbolizers, call)) is not None]
            place = found[0] if found else None
            if place is not None:
                innermost, *others = dict.fromkeys(each.function for each in found)
                names = ", ".join((f"{innermost}{_where(place.file, place.line)}", *others))
                fault = msgspec.structs.replace(fault, message=fault.message.replace(callers[1], names))
    except HarnessError:  # the result stands without a name
        return fault
    if place is None:
        return fault
    return msgspec.structs.replace(fault, symbol=place.function, file=place.file, line=place.line)


def _locate(symbolizers: list[Symbolizer], address: int) -> SourceLocation | None:
    found = (each.locate(address) for each in symbolizers)
    return next((place for place in found if place is not None), None)


def _where(file: str | None, line: int | None) -> str:
    return f" ({file}:{line})" if file and line else ""
