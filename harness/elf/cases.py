"""The test cases that a binary declares, known before it runs.

v2 (``TEST``, ``TEST_F``) leaves one static object ``<suite>_<name>_Info`` per case, whose first two words
point to the strings ``suite`` and ``name`` (TFLM's ``micro_test_v2.h``). v1 (``TF_LITE_MICRO_TEST``)
leaves only its console string ``Testing <name>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.elf.container import ET_DYN, SHF_ALLOC, SHF_WRITE, SHT_NOBITS, SHT_RELA, Container, RawSection
from harness.elf.demangle import source_names
from harness.elf.symbols import STT_OBJECT, Symbol, SymbolTable
from harness.model import DeclaredCase, Dialect

_INFO_NAME = re.compile(rb"(?<=\0)[^\0]+_InfoE?(?:\.[\w.]+)?(?=\0)")
_V1_CASE = re.compile(rb"Testing (\d*[A-Za-z_]\w*)[\r\n]*\0")
_V2_MARK, _V1_MARK, _SENTINEL = b"[ RUN      ]", b"tests passed", b"ALL TESTS PASSED"
_RELATIVE = {62: 8, 183: 1027}  # R_X86_64_RELATIVE, R_AARCH64_RELATIVE
_INFO_SUFFIX = "_Info"


def declared_cases(container: Container, symbols: SymbolTable) -> tuple[DeclaredCase, ...] | None:
    """The declared cases in the order in which they will run.

    Returns:
        None where the binary cannot tell (stripped, and no v1 strings); empty where it has symbols and
        declares nothing.
    """
    cases = tuple(_v2_cases(container, symbols))
    dialect = Dialect.V2 if cases else guess_dialect(container)
    if dialect is Dialect.V1:
        cases = tuple(_v1_cases(container))
    return cases if cases or symbols else None


def guess_dialect(container: Container) -> Dialect | None:
    """The console dialect that the binary's strings belong to; None where it holds none of them."""
    texts = [container.content(each) for each in _constants(container)] or [container.data]
    for mark, dialect in ((_V2_MARK, Dialect.V2), (_V1_MARK, Dialect.V1), (_SENTINEL, Dialect.PLAIN)):
        if any(mark in text for text in texts):
            return dialect
    return None


def _v2_cases(container: Container, symbols: SymbolTable) -> Iterator[DeclaredCase]:
    found = _INFO_NAME.finditer(symbols.strings)
    names = {match.start(): match[0].decode("ascii", "replace") for match in found}
    relocated: dict[int, int] | None = None
    for symbol in symbols.with_names(frozenset(names)):
        if symbol.kind != STT_OBJECT:
            continue
        mangled = names[symbol.name]
        parts = source_names(mangled)
        identifier = parts[-1] if parts else re.sub(r"\.[\w.]+$", "", mangled)
        if not identifier.endswith(_INFO_SUFFIX):
            continue
        if relocated is None:
            relocated = _relocations(container)
        case = _case_name(container, symbols, symbol, identifier.removesuffix(_INFO_SUFFIX), relocated)
        if case:
            yield DeclaredCase(name=case, dialect=Dialect.V2)


def _case_name(
    container: Container, symbols: SymbolTable, symbol: Symbol, stem: str, relocated: dict[int, int]
) -> str | None:
    """``Suite.Name`` by the object's own pointers; by its symbol where they cannot be followed."""
    width = container.bits // 8
    if symbol.size_bytes >= 2 * width:
        words = container.words_at(symbol.value, 2)
        if words is not None:
            suite, name = (
                container.string_at(relocated.get(symbol.value + index * width, word))
                for index, word in enumerate(words)
            )
            if suite and name:
                return f"{suite}.{name}" if f"{suite}_{name}" == stem else None
    suite, _, name = stem.partition("_")  # GoogleTest allows no underscore in either
    function = any(f"{stem}{ending}".encode() in symbols.strings for ending in ("_Test", "_Run"))
    return f"{suite}.{name}" if suite and name and function else None


def _relocations(container: Container) -> dict[int, int]:
    """Address -> pointer of a position-independent host program, whose pointers stand in relocations."""
    wanted = _RELATIVE.get(container.machine_number)
    if container.kind != ET_DYN or wanted is None:
        return {}
    found = {}
    layout = container.layout("QQq")
    for section in container.sections:
        if section.kind == SHT_RELA and section.flags & SHF_ALLOC:
            content = container.content(section)
            for address, info, addend in layout.iter_unpack(content[: len(content) // 24 * 24]):
                if info & 0xFFFFFFFF == wanted:
                    found[address] = addend
    return found


def _v1_cases(container: Container) -> Iterator[DeclaredCase]:
    seen = set()
    for text in [container.content(each) for each in _constants(container)] or [container.data]:
        for match in _V1_CASE.finditer(text):
            name = match[1].decode()
            if _starts_a_string(text, match.start()) and name not in seen:
                seen.add(name)
                yield DeclaredCase(name=name, dialect=Dialect.V1)


def _constants(container: Container) -> list[RawSection]:
    """Sections that hold constants: loaded, not writable (some linker scripts put them into .text)."""
    return [
        each
        for each in container.sections
        if each.flags & SHF_ALLOC and not each.flags & SHF_WRITE and each.kind != SHT_NOBITS
    ]


def _starts_a_string(text: bytes, position: int) -> bool:
    """Whether a string can begin here: not in the middle of a longer text.

    The byte before need not be NUL: it may end a number. On a word boundary it may even look like a
    letter, so three more bytes are asked.
    """
    before = text[max(0, position - 4) : position]
    if position % 4 == 0 and len(before) == 4:
        return not all(_printable(byte) for byte in before)
    return not before or not _printable(before[-1])


def _printable(byte: int) -> bool:
    return 32 <= byte < 127 or byte in (9, 10, 13)
