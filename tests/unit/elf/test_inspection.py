"""Footprint, core, vectors and declared cases, from hand-made images."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from harness.elf import ElfInfo, VectorTable, inspect
from harness.model import Dialect, Footprint
from tests.unit.elf.images import (
    ALLOC,
    ATTRIBUTES,
    CODE,
    NOBITS,
    WRITE,
    Section,
    Segment,
    Symbol,
    attributes,
    elf32,
    image,
)

FLASH, RAM = 0x08000000, 0x20000000
V2_MARK = b"[ RUN      ] %s.%s\n\0"


def inspected(folder: Path, content: bytes) -> ElfInfo:
    path = folder / "it.elf"
    path.write_bytes(content)
    return inspect(path)


def with_constants(text: bytes, symbols: list[Symbol] | None = None, data: bytes = b"") -> bytes:
    """An image whose .rodata is ``text`` at FLASH + 0x1000, and ``data`` in RAM."""
    return elf32(
        [Segment(FLASH, image()), Segment(FLASH + 0x1000, text), Segment(RAM, data, paddr=FLASH + 0x2000)],
        [Section(".rodata", text, FLASH + 0x1000, flags=ALLOC)],
        symbols,
    )


def test_footprint_counts_what_is_loaded_and_what_lies_in_ram(tmp_path: Path) -> None:
    content = elf32(
        [
            Segment(FLASH, image(size=1000), flags=7),
            Segment(RAM, b"d" * 100, memsz=300, paddr=FLASH + 1000),
            Segment(RAM + 300, memsz=512),
        ],
        [Section("._user_heap_stack", b"", RAM + 300, NOBITS, ALLOC | WRITE, 512)],
    )
    assert inspected(tmp_path, content).footprint == Footprint(
        flash_bytes=1100, ram_bytes=812, stack_bytes=512
    )


def test_a_linker_symbol_tells_the_stack(tmp_path: Path) -> None:
    content = elf32([Segment(FLASH, image())], symbols=[Symbol("__stack_size", 4096, 0, 0)])
    footprint = inspected(tmp_path, content).footprint
    assert footprint is not None
    assert footprint.stack_bytes == 4096


def test_the_vector_table_is_found_by_section_or_by_place(tmp_path: Path) -> None:
    table = image(initial_sp=0x20001000, reset=FLASH + 9)
    plain = inspected(tmp_path, elf32([Segment(FLASH, table)]))
    assert plain.vectors == VectorTable(address=FLASH, initial_sp=0x20001000, reset=FLASH + 9)
    behind = inspected(
        tmp_path,
        elf32(
            [Segment(FLASH, bytes(64) + table)],
            [Section(".isr_vector", table, FLASH + 64, flags=ALLOC)],
        ),
    )
    assert behind.vectors == VectorTable(address=FLASH + 64, initial_sp=0x20001000, reset=FLASH + 9)


def test_build_attributes_name_the_core(tmp_path: Path) -> None:
    tags = attributes(tag6=13, tag7=ord("M"), tag10=8, tag28=1)
    content = elf32([Segment(FLASH, image())], [Section(".ARM.attributes", tags, kind=ATTRIBUTES)])
    info = inspected(tmp_path, content)
    assert str(info.core) == "ARMv7E-M with FPv5 double precision"
    assert info.hard_float


@pytest.mark.parametrize("cut", [1, 4, 9, 12, 16])
def test_damaged_attributes_say_nothing(tmp_path: Path, cut: int) -> None:
    tags = attributes(tag6=13, tag7=ord("M"))[:cut]
    content = elf32([Segment(FLASH, image())], [Section(".ARM.attributes", tags, kind=ATTRIBUTES)])
    assert inspected(tmp_path, content).core is None


def test_v2_names_come_from_the_objects_own_pointers(tmp_path: Path) -> None:
    text = V2_MARK + b"Add_Test\0Float_32\0Late\0"
    at = FLASH + 0x1000 + len(V2_MARK)
    data = struct.pack("<5I", at, at + 9, FLASH + 1, 0, 0) + struct.pack(
        "<5I", at + 9, at + 18, FLASH + 1, 0, 0
    )
    symbols = [
        Symbol("_ZN6tflite12_GLOBAL__N_1L18Float_32_Late_InfoE", RAM + 20, 20),
        Symbol("_ZL22Add_Test_Float_32_Info", RAM, 20),
    ]
    info = inspected(tmp_path, with_constants(text, symbols, data))
    assert info.declared is not None
    # The order is the symbol table's, which is the order of definition.
    assert [case.name for case in info.declared] == ["Float_32.Late", "Add_Test.Float_32"]
    assert info.dialect is Dialect.V2


def test_an_object_that_only_ends_like_a_case_is_none(tmp_path: Path) -> None:
    text = V2_MARK + b"one\0two\0"
    at = FLASH + 0x1000 + len(V2_MARK)
    symbols = [Symbol("_ZL10Board_Info", RAM, 20), Symbol("_ZL15Other_Case_Info", RAM, 20)]
    data = struct.pack("<5I", at, at + 4, 0, 0, 0)
    assert inspected(tmp_path, with_constants(text, symbols, data)).declared == ()


def test_without_pointers_the_symbol_is_split_where_its_function_exists(tmp_path: Path) -> None:
    symbols = [
        Symbol("_ZL14Suite_One_Info", 0x20004000, 20),  # no bytes in the file: made at run time
        Symbol("_Z14Suite_One_Testv", FLASH + 1, 8, 2),
        Symbol("_ZL14Suite_Two_Info", 0x20004020, 20),  # nothing runs it
    ]
    declared = inspected(tmp_path, with_constants(V2_MARK, symbols)).declared
    assert declared is not None
    assert [case.name for case in declared] == ["Suite.One"]


def test_v1_names_are_console_strings(tmp_path: Path) -> None:
    text = (
        b"%d/%d tests passed\0Testing SimpleTest\0Testing WithCrLf\r\n\0Testing 1DInt16\0Testing 1\0"
        b"note: Testing Nothing\0Testing two words\0Testing SimpleTest\0"
    )
    info = inspected(tmp_path, with_constants(text))
    assert info.declared is not None
    assert [case.name for case in info.declared] == ["SimpleTest", "WithCrLf", "1DInt16"]
    assert info.dialect is Dialect.V1


def test_v1_string_right_behind_a_number_is_found(tmp_path: Path) -> None:
    text = b"tests passed\0" + b"\0\0\0" + b"\x00\x00\x80?" + b"Testing AfterAFloat\0"
    declared = inspected(tmp_path, with_constants(text)).declared
    assert declared is not None
    assert [case.name for case in declared] == ["AfterAFloat"]


def test_the_words_of_a_plain_program_declare_nothing(tmp_path: Path) -> None:
    info = inspected(
        tmp_path, with_constants(b"Testing Things\0~~~ALL TESTS PASSED~~~\0", [Symbol("main", 1)])
    )
    assert info.declared == ()
    assert info.dialect is Dialect.PLAIN


def test_a_stripped_v2_binary_cannot_tell(tmp_path: Path) -> None:
    info = inspected(tmp_path, with_constants(V2_MARK))
    assert info.declared is None
    assert not info.has_symbols
    assert info.dialect is Dialect.V2


def test_code_sections_may_hold_the_constants(tmp_path: Path) -> None:
    text = b"tests passed\0Testing InText\0"
    content = elf32([Segment(FLASH, text)], [Section(".text", text, FLASH, flags=ALLOC | CODE)])
    declared = inspected(tmp_path, content).declared
    assert declared is not None
    assert [case.name for case in declared] == ["InText"]
