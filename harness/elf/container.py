"""The ELF container: header, segments and sections, read with :mod:`struct` alone.

Every binary of a run is read before the first boot, so this stays far below a millisecond; only line
tables go through pyelftools (:mod:`harness.elf.symbolizer`). Layouts: System V ABI, chapters 4 and 5.
"""

from __future__ import annotations

import stat
from functools import cached_property
from pathlib import Path
from struct import Struct
from typing import NamedTuple

from harness.errors import BadBinaryError

MAGIC = b"\x7fELF"
ET_REL, ET_EXEC, ET_DYN, ET_CORE = 1, 2, 3, 4
PT_LOAD = 1
SHT_SYMTAB, SHT_RELA, SHT_NOBITS, SHT_PROGBITS = 2, 4, 8, 1
SHT_ARM_ATTRIBUTES = 0x70000003
SHF_WRITE, SHF_ALLOC, SHF_EXECINSTR = 1, 2, 4
PF_X, PF_W, PF_R = 1, 2, 4
MACHINES = {
    3: "x86",
    8: "MIPS",
    21: "PowerPC64",
    40: "ARM",
    62: "x86-64",
    94: "Xtensa",
    183: "AArch64",
    195: "ARC",
    243: "RISC-V",
    258: "LoongArch",
}


class RawSegment(NamedTuple):
    """A program header."""

    kind: int
    flags: int
    offset: int
    vaddr: int
    paddr: int
    filesz: int
    memsz: int


class RawSection(NamedTuple):
    """A section header, with its name."""

    name: str
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    entry_size: int


class Container:
    """An ELF file in memory, checked to be whole.

    Raises:
        BadBinaryError: no ELF, cut off, or not linked.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self.data = data
        ident = data[:16]
        if len(ident) < 16 or ident[4] not in (1, 2) or ident[5] not in (1, 2):
            raise BadBinaryError(f"{path}: truncated or damaged ELF header", remedy="build or copy it again")
        self.bits = 32 if ident[4] == 1 else 64
        self.order = "<" if ident[5] == 1 else ">"
        header = self.layout("HHIIIIIHHHHHH" if self.bits == 32 else "HHIQQQIHHHHHH")
        if len(data) < 16 + header.size:
            raise self._truncated("its header", 16 + header.size)
        fields = header.unpack_from(data, 16)
        self.kind, self.machine_number, _, self.entry, phoff, shoff, self.flags = fields[:7]
        _, phentsize, phnum, shentsize, shnum, shstrndx = fields[7:]
        self.machine = MACHINES.get(self.machine_number, f"machine {self.machine_number}")
        self.segments = self._read_segments(phoff, phentsize, phnum)
        self.sections = self._read_sections(shoff, shentsize, shnum, shstrndx)

    def layout(self, layout: str) -> Struct:
        """``layout`` in the byte order of the file."""
        return Struct(self.order + layout)

    def _truncated(self, what: str, needed: int) -> BadBinaryError:
        return BadBinaryError(
            f"{self.path}: truncated ELF: {what} ends at byte {needed}, the file at {len(self.data)}",
            remedy="build or copy it again",
        )

    def _table(
        self, what: str, layout: Struct, offset: int, entry_size: int, count: int
    ) -> list[tuple[int, ...]]:
        if not count or not offset:
            return []
        if entry_size < layout.size:
            raise BadBinaryError(f"{self.path}: damaged ELF: {what} of {entry_size} bytes each")
        if offset + entry_size * count > len(self.data):
            raise self._truncated(f"its table of {what}", offset + entry_size * count)
        return [layout.unpack_from(self.data, offset + index * entry_size) for index in range(count)]

    def _read_segments(self, offset: int, entry_size: int, count: int) -> tuple[RawSegment, ...]:
        if self.bits == 32:
            rows = self._table("program headers", self.layout("8I"), offset, entry_size, count)
            found = [RawSegment(row[0], row[6], *row[1:6]) for row in rows]
        else:
            rows = self._table("program headers", self.layout("IIQQQQQQ"), offset, entry_size, count)
            found = [RawSegment(*row[:7]) for row in rows]
        for segment in found:
            end = segment.offset + segment.filesz
            if segment.kind == PT_LOAD and segment.filesz and end > len(self.data):
                raise self._truncated(f"its segment for 0x{segment.vaddr:08x}", end)
        return tuple(found)

    def _read_sections(self, offset: int, entry_size: int, count: int, names: int) -> tuple[RawSection, ...]:
        layout = self.layout("10I" if self.bits == 32 else "IIQQQQIIQQ")
        rows = self._table("section headers", layout, offset, entry_size, count)
        strings = b""
        if names < len(rows):
            strings = self.data[rows[names][4] : rows[names][4] + rows[names][5]]
        found = []
        for name, kind, flags, address, start, size, link, _, _, each in rows:
            if kind not in (SHT_NOBITS, 0) and start + size > len(self.data):
                raise self._truncated(f"its section {c_string(strings, name) or name}", start + size)
            found.append(RawSection(c_string(strings, name), kind, flags, address, start, size, link, each))
        return tuple(found)

    @cached_property
    def loads(self) -> tuple[RawSegment, ...]:
        """The segments that occupy memory."""
        return tuple(each for each in self.segments if each.kind == PT_LOAD and each.memsz)

    def content(self, section: RawSection) -> bytes:
        """The bytes of a section; empty for one without bytes in the file."""
        if section.kind == SHT_NOBITS:
            return b""
        return self.data[section.offset : section.offset + section.size]

    def offset_of(self, address: int) -> int | None:
        """Where in the file the byte for ``address`` lies; None where no segment brings one."""
        for segment in self.loads:
            if segment.vaddr <= address < segment.vaddr + segment.filesz:
                return segment.offset + address - segment.vaddr
        return None

    def string_at(self, address: int) -> str | None:
        """The C string at ``address``; None where there is none or it is no ASCII text."""
        offset = self.offset_of(address)
        if offset is None:
            return None
        end = self.data.find(b"\0", offset, offset + 512)
        text = self.data[offset:end]
        return text.decode("ascii") if end >= 0 and text.isascii() else None

    def words_at(self, address: int, count: int) -> tuple[int, ...] | None:
        """``count`` pointer-sized words at ``address``; None where the file does not hold them."""
        offset = self.offset_of(address)
        layout = self.layout(f"{count}{'I' if self.bits == 32 else 'Q'}")
        if offset is None or offset + layout.size > len(self.data):
            return None
        return layout.unpack_from(self.data, offset)


def c_string(table: bytes, offset: int) -> str:
    """The NUL-terminated string at ``offset`` of a string table."""
    end = table.find(b"\0", offset)
    return table[offset : end if end >= 0 else len(table)].decode("utf-8", "replace")


def read_container(path: Path) -> Container:
    """Read the ELF file at ``path``.

    Raises:
        BadBinaryError: missing, a folder, unreadable, empty, no ELF, cut off, or not linked.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadBinaryError(f"{path}: is a folder, not an ELF file", remedy="name a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise BadBinaryError(f"{path}: is not a regular file", remedy="name an ELF file")
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadBinaryError(f"{path}: no such file", remedy="check the path, or build it first") from None
    except OSError as error:
        raise BadBinaryError(
            f"{path}: cannot be read: {error.strerror or error}", remedy="check its permissions"
        ) from None
    if not data:
        raise BadBinaryError(f"{path}: is empty", remedy="build or copy it again")
    if not data.startswith(MAGIC):
        kind = "a text file" if _is_text(data[:512]) else "no ELF file"
        raise _unexpected(path, kind)
    container = Container(path, data)
    if container.kind not in (ET_EXEC, ET_DYN):
        kinds = {ET_REL: "an object file that is not linked", ET_CORE: "a core dump"}
        raise _unexpected(path, kinds.get(container.kind, "no executable"))
    if not container.loads:
        raise BadBinaryError(f"{path}: has nothing to load", remedy="link it with a linker script")
    return container


def _unexpected(path: Path, kind: str) -> BadBinaryError:
    return BadBinaryError(
        f"{path}: is {kind}, expected an ELF executable", remedy="name the linked .elf file"
    )


def looks_like_elf(path: Path) -> bool:
    """Whether the file starts as an ELF file does; False for anything unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False


def _is_text(start: bytes) -> bool:
    return b"\0" not in start and sum(byte < 9 or 13 < byte < 32 for byte in start) == 0
