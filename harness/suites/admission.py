"""From an ELF file to a binary that may be booted, or to the result that says why not."""

from __future__ import annotations

from pathlib import Path

from harness.build.ninja import FailedStep
from harness.elf import ElfInfo, check_fits_target, footprint
from harness.model import BinaryResult, Image, MemoryVariant, Metric, Target, TestBinary, Verdict
from harness.sizes import format_size

MAX_LINES = 60  # of a tool's output kept in a result


def admit(
    info: ElfInfo,
    *,
    name: str,
    suite: str,
    target: Target,
    variant: MemoryVariant,
    timeout_s: float | None = None,
    images: tuple[Image, ...] = (),
) -> tuple[TestBinary | BinaryResult, tuple[str, ...]]:
    """The binary with what its ELF says, and remarks; a ``does_not_fit`` result where it cannot run.

    Raises:
        BadBinaryError: it is built for another machine or core.
    """
    fit = check_fits_target(info, target, variant)
    if fit.does_not_fit:
        metrics = tuple(
            Metric(name=f"{region.lower()}_over", value=over, unit="bytes", source="elf")
            for region, over in fit.over_bytes.items()
        )
        return refusal(
            Verdict.DOES_NOT_FIT,
            fit.does_not_fit,
            name=name,
            suite=suite,
            target=target,
            variant=variant,
            elf=info.path,
            metrics=metrics,
        ), ()
    stack_bytes = info.footprint.stack_bytes if info.footprint else None
    binary = TestBinary(
        name=name,
        suite=suite,
        target=target.name,
        elf=info.path,
        variant=variant.name,
        declared=info.declared,
        footprint=None
        if info.footprint is None
        else footprint(info.segments, regions=variant.regions, stack_bytes=stack_bytes),
        timeout_s=timeout_s,
        images=images,
    )
    return binary, fit.remarks


def refusal(
    verdict: Verdict,
    reason: str,
    *,
    name: str,
    suite: str,
    target: Target,
    variant: MemoryVariant,
    elf: Path | None = None,
    lines: tuple[str, ...] = (),
    metrics: tuple[Metric, ...] = (),
) -> BinaryResult:
    """The result of a binary that is not booted; ``lines`` are a tool's own, the first ones kept."""
    return BinaryResult(
        name=name,
        suite=suite,
        target=target.name,
        variant=variant.name,
        simulator="",
        verdict=verdict,
        reason=reason,
        evidence=lines[:MAX_LINES],
        metrics=metrics,
        elf=elf,
    )


def failed_steps(
    steps: tuple[FailedStep, ...], *, name: str, suite: str, target: Target, variant: MemoryVariant
) -> BinaryResult:
    """``does_not_fit`` where the linker only found a memory too small, else ``build_error``."""
    over_bytes = {region: over for step in steps for region, over in step.over_bytes.items()}
    lines = tuple(line for step in steps for line in step.lines)
    if over_bytes and all(step.over_bytes for step in steps):
        return does_not_fit(over_bytes, name=name, suite=suite, target=target, variant=variant, lines=lines)
    return refusal(
        Verdict.BUILD_ERROR,
        steps[0].first_error,
        name=name,
        suite=suite,
        target=target,
        variant=variant,
        lines=lines,
    )


def does_not_fit(
    over_bytes: dict[str, int],
    *,
    name: str,
    suite: str,
    target: Target,
    variant: MemoryVariant,
    lines: tuple[str, ...] = (),
) -> BinaryResult:
    """The result of a binary that exceeds regions by so many bytes."""
    return refusal(
        Verdict.DOES_NOT_FIT,
        overflow_text(over_bytes, target, variant),
        name=name,
        suite=suite,
        target=target,
        variant=variant,
        lines=lines,
        metrics=tuple(
            Metric(name=f"{region.lower()}_over", value=over, unit="bytes", source="linker")
            for region, over in over_bytes.items()
        ),
    )


def overflow_text(over_bytes: dict[str, int], target: Target, variant: MemoryVariant) -> str:
    """``does not fit bluepill: RAM (20 KB) exceeded by 1234 bytes``."""
    sizes = {region.name: region.size_bytes for region in variant.regions}
    parts = [
        f"{region}{f' ({format_size(sizes[region])})' if region in sizes else ''} exceeded by {over} bytes"
        for region, over in over_bytes.items()
    ]
    return f"does not fit {target.name}: {', '.join(parts)}"
