"""From attempts to the one result of a binary: names for addresses, metrics, the last word."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.elf import Symbolizer
from harness.errors import HarnessError
from harness.model import Attempt, BinaryResult, Fault, Metric, TestBinary


def assemble(
    binary: TestBinary,
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
    reason = judgement.reason
    if fault is not None:
        fault = symbolized(fault, binary.elf)
        if fault.symbol and fault.symbol not in reason:
            reason = f"{reason} in {fault.symbol}{_place(fault)}"
    return BinaryResult(
        name=binary.name,
        suite=binary.suite,
        target=binary.target,
        variant=binary.variant,
        simulator=simulator,
        verdict=judgement.verdict,
        reason=reason,
        cases=judgement.cases,
        attempts=attempts,
        metrics=(*footprint_metrics(binary), *judgement.metrics, *metrics),
        evidence=judgement.evidence,
        fault=fault,
        remarks=(*judgement.remarks, *remarks),
        duration_s=sum(attempt.duration_s for attempt in attempts),
        elf=binary.elf,
        log=last.log,
        rerun=rerun,
    )


def footprint_metrics(binary: TestBinary) -> tuple[Metric, ...]:
    """Flash and static RAM of the binary, in bytes, from its ELF."""
    if binary.footprint is None:
        return ()
    return (
        Metric(name="flash", value=binary.footprint.flash_bytes, unit="bytes", source="elf"),
        Metric(name="ram", value=binary.footprint.ram_bytes, unit="bytes", source="elf"),
    )


def symbolized(fault: Fault, elf: Path) -> Fault:
    """``fault`` with function, file and line of its PC, as far as the ELF tells."""
    address = fault.registers.get("PC")
    if address is None:
        return fault
    try:
        place = Symbolizer(elf).locate(address & ~1)
    except HarnessError:  # the result stands without a name
        return fault
    if place is None:
        return fault
    return msgspec.structs.replace(fault, symbol=place.function, file=place.file, line=place.line)


def _place(fault: Fault) -> str:
    return f" ({fault.file}:{fault.line})" if fault.file and fault.line else ""
