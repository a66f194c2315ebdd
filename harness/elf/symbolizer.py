"""Address -> function, file and line, for the one address that a fault block names.

pyelftools is slow on line tables, so only the compile unit that holds the address is decoded, found
through ``.debug_aranges`` where there is one. It is imported on first use.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.elf.container import Container, c_string, read_container
from harness.elf.demangle import demangle
from harness.elf.symbols import STT_FUNC, Symbol, SymbolTable
from harness.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterator


class SourceLocation(Value, frozen=True, kw_only=True):
    """A place in the source. ``file`` and ``line`` are None where the ELF has no line table for it."""

    function: str
    file: str | None = None
    line: int | None = None


class Symbolizer:
    """Answers for one ELF; repeated questions cost nothing.

    Raises:
        BadBinaryError: on first use, as :func:`~harness.elf.inspect`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[int, SourceLocation | None] = {}

    def locate(self, address: int) -> SourceLocation | None:
        """What is at ``address`` (the Thumb bit is ignored); None where nothing is known of it."""
        address &= ~1
        if address not in self._known:
            self._known[address] = self._locate(address)
        return self._known[address]

    @cached_property
    def _container(self) -> Container:
        return read_container(self._path)

    def _locate(self, address: int) -> SourceLocation | None:
        function = self._function(address)
        place = self._line(address)
        if function is None and place is None:
            return None
        file, line = place or (None, None)
        return SourceLocation(function=function or f"0x{address:08x}", file=file, line=line)

    def _function(self, address: int) -> str | None:
        symbols = SymbolTable(self._container)
        best: Symbol | None = None
        for symbol in symbols:
            start = symbol.value & ~1
            if symbol.kind != STT_FUNC or not start <= address < start + max(symbol.size_bytes, 2):
                continue
            if best is None or start > best.value & ~1:
                best = symbol
        return demangle([c_string(symbols.strings, best.name)])[0] if best else None

    def _line(self, address: int) -> tuple[str, int] | None:
        if not any(section.name == ".debug_line" for section in self._container.sections):
            return None
        from elftools.common.exceptions import DWARFError, ELFError, ELFParseError
        from elftools.elf.elffile import ELFFile

        with self._path.open("rb") as file:
            try:
                dwarf = ELFFile(file).get_dwarf_info()
                for unit in _units(dwarf, address):
                    found = _search(dwarf.line_program_for_CU(unit), address, _folder(unit))
                    if found is not None:
                        return found
            except (DWARFError, ELFError, ELFParseError, KeyError, IndexError, ValueError, AttributeError):
                return None  # damaged or unknown debug data: the function's name remains
        return None


def _units(dwarf: Any, address: int) -> Iterator[Any]:
    """The unit that says it holds ``address``; all of them where none does (assembler code may not)."""
    ranges = dwarf.get_aranges()
    offset = ranges.cu_offset_at_addr(address) if ranges is not None else None
    if offset is not None:
        yield dwarf.get_CU_at(offset)
    else:
        yield from dwarf.iter_CUs()


def _folder(unit: Any) -> str:
    attribute = unit.get_top_DIE().attributes.get("DW_AT_comp_dir")
    return attribute.value.decode("utf-8", "replace") if attribute is not None else ""


def _search(program: Any, address: int, folder: str) -> tuple[str, int] | None:
    """The row of the line program that covers ``address`` (DWARF 5, section 6.2)."""
    if program is None:
        return None
    previous = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if previous is not None and previous.address <= address < state.address and previous.line:
            return _file_name(program.header, previous.file, folder), previous.line
        previous = None if state.end_sequence else state
    return None


def _file_name(header: Any, index: int, folder: str) -> str:
    """The file's path: files count from 0 since DWARF 5, from 1 before; folders likewise."""
    modern = header["version"] >= 5
    entry = header["file_entry"][index if modern else index - 1]
    name: str = entry.name.decode("utf-8", "replace")
    folders = [each.decode("utf-8", "replace") for each in header["include_directory"]]
    where = folders if modern else [folder, *folders]
    inside = where[entry.dir_index] if entry.dir_index < len(where) else ""
    return os.path.normpath(Path(folder, inside, name))
