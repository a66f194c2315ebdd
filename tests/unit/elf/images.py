"""A small ELF writer, so that tests can make any image, also a broken one, without a toolchain."""

from __future__ import annotations

import struct
from typing import NamedTuple

ARM, X86_64 = 40, 62
EXEC, REL = 2, 1
PROGBITS, SYMTAB, STRTAB, NOBITS, ATTRIBUTES = 1, 2, 3, 8, 0x70000003
WRITE, ALLOC, CODE = 1, 2, 4


class Segment(NamedTuple):
    vaddr: int
    content: bytes = b""
    memsz: int | None = None
    paddr: int | None = None
    flags: int = 5


class Section(NamedTuple):
    name: str
    content: bytes = b""
    address: int = 0
    kind: int = PROGBITS
    flags: int = 0
    size: int | None = None


class Symbol(NamedTuple):
    name: str
    value: int
    size: int = 4
    kind: int = 1  # STT_OBJECT


def elf32(
    segments: list[Segment],
    sections: list[Section] | None = None,
    symbols: list[Symbol] | None = None,
    *,
    machine: int = ARM,
    kind: int = EXEC,
    entry: int = 0x08000101,
    flags: int = 0x05000200,
) -> bytes:
    """A little-endian ELF32 file."""
    body = bytearray()
    start = 52 + 32 * len(segments)
    program_headers = b""
    for each in segments:
        memsz = len(each.content) if each.memsz is None else each.memsz
        paddr = each.vaddr if each.paddr is None else each.paddr
        fields = (1, start + len(body), each.vaddr, paddr, len(each.content), memsz, each.flags, 4)
        program_headers += struct.pack("<8I", *fields)
        body += each.content
    known = [Section("", kind=0), *(sections or [])]
    if symbols is not None:
        strings, table = b"\0", bytes(16)
        for symbol in symbols:
            table += struct.pack("<IIIBBH", len(strings), symbol.value, symbol.size, symbol.kind, 0, 1)
            strings += symbol.name.encode() + b"\0"
        known += [Section(".symtab", table, kind=SYMTAB), Section(".strtab", strings, kind=STRTAB)]
    names = b"".join(each.name.encode() + b"\0" for each in [*known, Section(".shstrtab")])
    known.append(Section(".shstrtab", names, kind=STRTAB))
    section_headers, name_offset = b"", 0
    for index, each in enumerate(known):
        size = len(each.content) if each.size is None else each.size
        link = index + 1 if each.kind == SYMTAB else 0
        offset = start + len(body)
        row = (name_offset, each.kind, each.flags, each.address, offset, size, link, 0, 1, 16)
        section_headers += struct.pack("<10I", *(row if each.kind else (0,) * 10))
        name_offset += len(each.name) + 1
        body += each.content
    header = struct.pack(
        "<16sHHIIIIIHHHHHH",
        b"\x7fELF\x01\x01\x01",
        *(kind, machine, 1, entry, 52, start + len(body), flags),
        *(52, 32, len(segments), 40, len(known), len(known) - 1),
    )
    return header + program_headers + bytes(body) + section_headers


def attributes(**tags: int) -> bytes:
    """An ``.ARM.attributes`` section with ULEB128 tags below 128, such as ``tag6=10``."""
    content = b"".join(bytes((int(name.removeprefix("tag")), value)) for name, value in tags.items())
    file_scope = b"\x01" + struct.pack("<I", len(content) + 5) + content
    return b"A" + struct.pack("<I", len(file_scope) + 10) + b"aeabi\0" + file_scope


def image(*, initial_sp: int = 0x20005000, reset: int = 0x08000101, size: int = 0x200) -> bytes:
    """Flash content: a vector table and zeros."""
    return struct.pack("<II", initial_sp, reset).ljust(size, b"\0")
