"""How much memory a test needs, and how it is laid out on a part: everything that is left becomes stack.

Every test is linked twice. The first link, the probe, has memory without end and the smallest stack: it tells
what the test needs. The second one is for the part, with a stack (and for the few tests that ask for one, a
heap) of all the RAM that is left.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.build.generate import MEMORY_FILE, memory_ld, write_if_changed
from harness.elf import ElfInfo
from harness.elf.container import read_container
from harness.elf.symbols import SymbolTable
from harness.model import MemoryRegion, MemoryVariant, Target, Value
from harness.targets import FLASH

PROBE = "probe"
MIN_STACK_BYTES = 512  # what TFLM's own linker scripts reserve
MAX_STACK_BYTES = 256 << 10  # more is never used, and painting it takes time
_STEP_BYTES = 256  # the stack grows by these, so that what lies behind it keeps its alignment
_ENDLESS_BYTES = 64 << 20
_STACK = "__harness_stack_size"
_HEAP_USER = "_sbrk"  # only a test that may allocate is linked with it


class Needs(Value, frozen=True, kw_only=True):
    """What a test needs, the smallest stack included."""

    flash_bytes: int
    ram_bytes: int


def probe_variant(variant: MemoryVariant) -> MemoryVariant:
    """``variant`` with regions that are as large as they can be."""
    ordered = sorted(variant.regions, key=lambda region: region.origin)
    ends = [region.origin for region in ordered[1:]] + [1 << 32]
    regions = tuple(
        msgspec.structs.replace(region, size_bytes=min(_ENDLESS_BYTES, end - region.origin))
        for region, end in zip(ordered, ends, strict=True)
    )
    return msgspec.structs.replace(variant, name=PROBE, regions=regions)


def write_memory(folder: Path, target: Target, variant: MemoryVariant) -> Path:
    """Write the variant's ``memory.ld``, whose stack is sized by each link; returns its folder."""
    place = folder / "memory" / variant.name
    place.mkdir(parents=True, exist_ok=True)
    text = memory_ld(msgspec.structs.replace(target, stack_bytes=MIN_STACK_BYTES), variant)
    fixed = f"__stack_size = {MIN_STACK_BYTES};"
    write_if_changed(
        place / MEMORY_FILE,
        text.replace(fixed, f"__stack_size = DEFINED({_STACK}) ? {_STACK} : {MIN_STACK_BYTES};"),
    )
    return place


def needs(info: ElfInfo, probe: MemoryVariant) -> Needs:
    """What the probe ``info`` needs of the flash and of the RAM for data, the smallest stack included."""
    return Needs(
        flash_bytes=_needed(info, probe.region(FLASH)), ram_bytes=_needed(info, probe.region(probe.data))
    )


def over_bytes(needed: Needs, variant: MemoryVariant) -> dict[str, int]:
    """Region -> bytes by which it is too small; empty where everything fits."""
    excess = {
        FLASH: needed.flash_bytes - variant.region(FLASH).size_bytes,
        variant.data: needed.ram_bytes - variant.region(variant.data).size_bytes,
    }
    return {name: over for name, over in excess.items() if over > 0}


def stack_bytes(needed: Needs, variant: MemoryVariant, *, heap: bool) -> int:
    """The stack that a test gets which fits; half of what is left where it also has a heap."""
    left = variant.region(variant.data).size_bytes - needed.ram_bytes
    share = left // 2 if heap else left
    return min(MAX_STACK_BYTES, MIN_STACK_BYTES + share // _STEP_BYTES * _STEP_BYTES)


def write_stack(place: Path, name: str, elf: Path, needed: Needs, variant: MemoryVariant) -> None:
    """Write ``<name>.stack`` into ``place`` (of :func:`write_memory`), the option that the second link reads.

    Nothing is looked at where the file is newer than the probe ``elf`` and the memory map.
    """
    path = place / f"{name}.stack"
    read = max(elf.stat().st_mtime_ns, (place / MEMORY_FILE).stat().st_mtime_ns)
    if path.is_file() and path.stat().st_mtime_ns > read:
        return
    size = stack_bytes(needed, variant, heap=wants_heap(elf))
    if not write_if_changed(path, f"-Wl,--defsym={_STACK}={size}\n"):
        path.touch()


def wants_heap(elf: Path) -> bool:
    """Whether the test may allocate memory."""
    return SymbolTable(read_container(elf)).absolute(_HEAP_USER) is not None


def _needed(info: ElfInfo, region: MemoryRegion) -> int:
    ends = [0]
    for segment in info.segments:
        if region.origin <= segment.vaddr < region.end:
            ends.append(segment.vaddr + segment.memsz_bytes - region.origin)
        if segment.filesz_bytes and region.origin <= segment.paddr < region.end:
            ends.append(segment.paddr + segment.filesz_bytes - region.origin)
    return max(ends)
