"""The symbol table, walked with ``iter_unpack``: a TFLM binary has thousands of entries."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from harness.elf.container import SHT_SYMTAB, Container

STT_NOTYPE, STT_OBJECT, STT_FUNC = 0, 1, 2


class Symbol(NamedTuple):
    """One symbol; ``name`` is an offset into :attr:`SymbolTable.strings`."""

    name: int
    value: int
    size_bytes: int
    kind: int
    section: int


class SymbolTable:
    """``.symtab`` with its strings; empty where the file is stripped."""

    def __init__(self, container: Container) -> None:
        self._container = container
        section = next((each for each in container.sections if each.kind == SHT_SYMTAB), None)
        self._entries = container.content(section) if section else b""
        self.strings = b""
        if section and section.link < len(container.sections):
            self.strings = container.content(container.sections[section.link])

    def __bool__(self) -> bool:
        """Whether there is anything besides the empty first entry."""
        return len(self._entries) > (16 if self._container.bits == 32 else 24)

    def __iter__(self) -> Iterator[Symbol]:
        order, bits = self._container.order, self._container.bits
        layout = Struct(order + ("IIIBBH" if bits == 32 else "IBBHQQ"))
        whole = len(self._entries) - len(self._entries) % layout.size
        rows = layout.iter_unpack(memoryview(self._entries)[:whole])
        if bits == 32:
            for name, value, size, info, _, section in rows:
                yield Symbol(name, value, size, info & 15, section)
        else:
            for name, info, _, section, value, size in rows:
                yield Symbol(name, value, size, info & 15, section)

    def with_names(self, offsets: frozenset[int]) -> Iterator[Symbol]:
        """The symbols whose name starts at one of ``offsets``, in the table's order."""
        if offsets:
            yield from (symbol for symbol in self if symbol.name in offsets)

    def absolute(self, name: str) -> int | None:
        """The value of the symbol ``name``; None where there is none."""
        offset = self.strings.find(b"\0" + name.encode() + b"\0") + 1
        if not offset:
            return None
        return next((symbol.value for symbol in self if symbol.name == offset), None)
