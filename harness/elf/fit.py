"""Whether a binary can run on a target: its core first, then its memory."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping

import msgspec

from harness.elf.cores import why_not
from harness.elf.inspection import ElfInfo, Segment
from harness.errors import BadBinaryError
from harness.model import NATIVE, MemoryRegion, MemoryVariant, RegionKind, Target, Value
from harness.sizes import format_size

_HOST_MACHINES = {"x86_64": "x86-64", "amd64": "x86-64", "aarch64": "AArch64", "arm64": "AArch64"}
_REMEDY = "choose another --target or build it for this one"
_REACH_BYTES = 64 << 20  # an image may be that large and still be meant for the region where it starts


class Fit(Value, frozen=True, kw_only=True):
    """How a binary fits into a target's memory.

    ``does_not_fit`` says why it cannot run at all (empty: it can); ``over_bytes`` by how many bytes it
    exceeds each of the real part's regions; ``remarks`` are worth telling with the result.
    """

    does_not_fit: str = ""
    over_bytes: dict[str, int] = msgspec.field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def check_core(info: ElfInfo, target: Target) -> None:
    """Check that the target's core executes the binary's code.

    Raises:
        BadBinaryError: another machine or core.
    """
    wanted = _HOST_MACHINES.get(platform.machine().lower(), platform.machine()) if target.is_host else "ARM"
    if info.machine != wanted or (wanted == "ARM" and info.bits != 32):
        raise BadBinaryError(
            f"{info.path}: is an ELF for {info.machine}, {target.name} runs {wanted}",
            remedy=_REMEDY,
        )
    problem = why_not(info.core, target.cpu) if info.core else ""
    if problem:
        raise BadBinaryError(f"{info.path}: {problem} ({target.name})", remedy=_REMEDY)


def check_fits_target(info: ElfInfo, target: Target, variant: MemoryVariant) -> Fit:
    """Check ``info`` against the core and the memory of ``target``.

    Where a stand-in machine has more memory than the part (``[stand_in.qemu] memory``), a binary that
    exceeds the part runs, with a remark.

    Raises:
        BadBinaryError: another machine or core.
    """
    check_core(info, target)
    if target.is_host:
        return Fit()
    addresses = {address for segment in info.segments for address in _addresses(segment)}
    strays = [address for address in addresses if _home(address, variant.regions) is None]
    if strays:
        return Fit(
            does_not_fit=_stray_text(min(strays), target, variant) + _elsewhere(addresses, target, variant)
        )
    machine = machine_memory(target, variant)
    over_bytes: dict[str, int] = {}
    remarks: list[str] = []
    problems: list[str] = []
    for region in variant.regions:
        needed = max((end - region.origin for end in _ends(info, region, variant)), default=0)
        share = f"{region.name} {format_size(needed)} of {format_size(region.size_bytes)}"
        available = machine.get(region.name, region.size_bytes)
        if needed > available:
            stand_in = f" ({format_size(available)} on its stand-in)" if region.name in machine else ""
            problems.append(share + stand_in)
        elif needed > region.size_bytes:
            remarks.append(share)
        if needed > region.size_bytes:
            over_bytes[region.name] = needed - region.size_bytes
    told = [f"does not fit the real part: {', '.join(remarks)}"] if remarks else []
    told += vector_remarks(info, variant, machine)
    return Fit(
        does_not_fit=f"does not fit {_title(target, variant)}: {', '.join(problems)}" if problems else "",
        over_bytes=over_bytes,
        remarks=tuple(told),
    )


def machine_memory(target: Target, variant: MemoryVariant) -> Mapping[str, int]:
    """Region -> bytes where the machines that run ``variant`` differ from the part."""
    sizes: dict[str, int] = {}
    for stand_in in target.stand_ins:
        if stand_in.variant == variant.name:
            for name, size_bytes in stand_in.memory.items():
                sizes[name] = max(size_bytes, sizes.get(name, 0))
    return sizes


def vector_remarks(info: ElfInfo, variant: MemoryVariant, machine: Mapping[str, int]) -> tuple[str, ...]:
    """What is odd about the first two words that the core loads (ARMv7-M ARM, section B1.5.5)."""
    vectors = info.vectors
    if vectors is None or not variant.regions:
        return ()
    remarks = []
    sp = vectors.initial_sp
    if not any(
        region.origin < sp <= region.origin + machine.get(region.name, region.size_bytes)
        for region in variant.regions
        if region.kind is RegionKind.RAM
    ):
        remarks.append(f"the initial stack pointer 0x{sp:08x} is in no RAM of the machine")
    if not vectors.reset & 1:
        remarks.append(f"the reset vector 0x{vectors.reset:08x} lacks the Thumb bit")
    elif not any(each.vaddr <= vectors.reset < each.vaddr + each.memsz_bytes for each in info.segments):
        remarks.append(f"the reset vector 0x{vectors.reset:08x} points outside the image")
    return tuple(remarks)


def _home(address: int, regions: Iterable[MemoryRegion]) -> MemoryRegion | None:
    """The region that ``address`` is meant for: it lies in it, or not too far behind its end."""
    below = [region for region in regions if region.origin <= address < region.origin + _REACH_BYTES]
    return max(below, key=lambda region: region.origin, default=None)


def _addresses(segment: Segment) -> set[int]:
    """Where the segment is seen, and where it is loaded."""
    return {segment.vaddr, segment.paddr} if segment.filesz_bytes else {segment.vaddr}


def _ends(info: ElfInfo, region: MemoryRegion, variant: MemoryVariant) -> Iterable[int]:
    """The ends of everything that lies in ``region``: as seen, and as loaded."""
    for segment in info.segments:
        if _home(segment.vaddr, variant.regions) is region:
            yield segment.vaddr + segment.memsz_bytes
        if segment.filesz_bytes and _home(segment.paddr, variant.regions) is region:
            yield segment.paddr + segment.filesz_bytes


def _stray_text(address: int, target: Target, variant: MemoryVariant) -> str:
    known = ", ".join(f"{each.name} 0x{each.origin:08x}-0x{each.end - 1:08x}" for each in variant.regions)
    title = _title(target, variant)
    return f"linked for another memory map: 0x{address:08x} is in no region of {title} ({known})"


def _elsewhere(addresses: Iterable[int], target: Target, variant: MemoryVariant) -> str:
    """Where the image could run: it is linked for the board itself, and another machine stands in for it."""
    own = target.variant(NATIVE).regions
    if variant.name == NATIVE or any(_home(address, own) is None for address in addresses):
        return ""
    return "; that is the board's own map: take a simulator that has it, such as Renode"


def _title(target: Target, variant: MemoryVariant) -> str:
    return target.name if variant.name == "native" else f"{target.name} with memory variant {variant.name}"
