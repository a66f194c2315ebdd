"""What a binary says of itself, in one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.elf.attributes import read_core
from harness.elf.cases import declared_cases, guess_dialect
from harness.elf.container import (
    PF_X,
    SHF_ALLOC,
    SHT_ARM_ATTRIBUTES,
    SHT_NOBITS,
    Container,
    read_container,
)
from harness.elf.cores import ArmCore
from harness.elf.symbols import SymbolTable
from harness.model import DeclaredCase, Dialect, Footprint, MemoryRegion, RegionKind, Value

_VECTOR_SECTIONS = ("vector", "isr")
_SRAM, _DEVICES, _EXTERNAL_RAM, _EXTERNAL_END = 0x20000000, 0x40000000, 0x60000000, 0xA0000000


class Segment(Value, frozen=True, kw_only=True):
    """A part of the image: ``filesz_bytes`` are loaded at ``paddr``, the program sees it at ``vaddr``."""

    vaddr: int
    paddr: int
    filesz_bytes: int
    memsz_bytes: int
    executable: bool = False


class VectorTable(Value, frozen=True, kw_only=True):
    """The first two words of a Cortex-M vector table."""

    address: int
    initial_sp: int
    reset: int


class ElfInfo(Value, frozen=True, kw_only=True):
    """The facts about one ELF executable.

    ``declared`` is None where the binary cannot tell (stripped), empty where it declares nothing;
    ``core``, ``footprint`` and ``vectors`` are None for anything but bare-metal ARM.
    """

    path: Path
    machine: str
    bits: int
    entry: int
    segments: tuple[Segment, ...]
    has_symbols: bool
    declared: tuple[DeclaredCase, ...] | None = None
    dialect: Dialect | None = None
    core: ArmCore | None = None
    footprint: Footprint | None = None
    vectors: VectorTable | None = None

    @property
    def hard_float(self) -> bool:
        """Whether floats are passed in FPU registers."""
        return self.core is not None and self.core.hard_float


def inspect(path: Path) -> ElfInfo:
    """Read the ELF executable at ``path`` (about a millisecond).

    Raises:
        BadBinaryError: missing, a folder, unreadable, empty, no ELF, cut off, or not linked.
    """
    container = read_container(path)
    symbols = SymbolTable(container)
    segments = tuple(
        Segment(
            vaddr=each.vaddr,
            paddr=each.paddr,
            filesz_bytes=each.filesz,
            memsz_bytes=each.memsz,
            executable=bool(each.flags & PF_X),
        )
        for each in container.loads
    )
    declared = declared_cases(container, symbols)
    arm = container.machine == "ARM"
    return ElfInfo(
        path=path,
        machine=container.machine,
        bits=container.bits,
        entry=container.entry,
        segments=segments,
        has_symbols=bool(symbols),
        declared=declared,
        dialect=declared[0].dialect if declared else guess_dialect(container),
        core=_core(container) if arm else None,
        footprint=footprint(segments, stack_bytes=_stack_bytes(container, symbols)) if arm else None,
        vectors=_vectors(container) if arm else None,
    )


def footprint(
    segments: Iterable[Segment], *, regions: Iterable[MemoryRegion] = (), stack_bytes: int | None = None
) -> Footprint:
    """What ``segments`` occupy: bytes to load, bytes of RAM (a reserved stack in a section included).

    Without ``regions`` the architecture's memory map decides what is RAM (ARMv7-M ARM, section B3.1), and
    a segment that is copied or zeroed at start always is.
    """
    known = tuple(regions)
    flash_bytes = ram_bytes = 0
    for segment in segments:
        flash_bytes += segment.filesz_bytes
        if _is_ram(segment, known):
            ram_bytes += segment.memsz_bytes
    return Footprint(flash_bytes=flash_bytes, ram_bytes=ram_bytes, stack_bytes=stack_bytes)


def _is_ram(segment: Segment, regions: tuple[MemoryRegion, ...]) -> bool:
    for region in regions:
        if region.origin <= segment.vaddr < region.end:
            return region.kind is RegionKind.RAM
    if segment.vaddr != segment.paddr or segment.memsz_bytes > segment.filesz_bytes:
        return True
    return _SRAM <= segment.vaddr < _DEVICES or _EXTERNAL_RAM <= segment.vaddr < _EXTERNAL_END


def _stack_bytes(container: Container, symbols: SymbolTable) -> int | None:
    """The reserved stack: sections named after it, else the linker symbol ``__stack_size``."""
    sizes = [
        section.size
        for section in container.sections
        if section.kind == SHT_NOBITS and section.flags & SHF_ALLOC and "stack" in section.name.lower()
    ]
    return sum(sizes) if sizes else symbols.absolute("__stack_size")


def _core(container: Container) -> ArmCore | None:
    section = next((each for each in container.sections if each.kind == SHT_ARM_ATTRIBUTES), None)
    return read_core(container.content(section), container.flags) if section else None


def _vectors(container: Container) -> VectorTable | None:
    """The vector table: the section named so, else the start of the lowest executable segment."""
    named = [
        section.address
        for section in container.sections
        if section.flags & SHF_ALLOC and any(word in section.name.lower() for word in _VECTOR_SECTIONS)
    ]
    code = [segment.vaddr for segment in container.loads if segment.flags & PF_X]
    if not named and not code:
        return None
    address = named[0] if named else min(code)
    words = container.words_at(address, 2)
    return VectorTable(address=address, initial_sp=words[0], reset=words[1]) if words else None
