from __future__ import annotations

from pathlib import Path

from harness.build.generate import memory_ld, target_cmake, write_if_changed, write_inputs
from harness.targets import load_targets
from tests.unit.build.project import small_board


def test_the_linker_gets_exactly_the_parts_memory(tmp_path: Path) -> None:
    target = small_board(tmp_path)
    assert memory_ld(target, target.variant("native")) == (
        "/* written by harness from small/target.toml; changes are lost */\n"
        "MEMORY\n"
        "{\n"
        "  FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 4096\n"
        "  RAM (rwx) : ORIGIN = 0x20000000, LENGTH = 1024\n"
        "}\n"
        'REGION_ALIAS("DATA_RAM", RAM)\n'
        "__stack_size = 256;\n"
    )


def test_a_board_with_several_rams_names_the_one_for_data() -> None:
    target = load_targets()["stm32h747"]
    assert 'REGION_ALIAS("DATA_RAM", DTCM)' in memory_ld(target, target.variant("native"))


def test_cmake_learns_core_and_variant() -> None:
    target = load_targets()["stm32f746"]
    text = target_cmake(target, target.variant("mps2"))
    for line in (
        'set(HARNESS_TARGET "stm32f746")',
        'set(HARNESS_CPU "cortex-m7")',
        'set(HARNESS_FLOAT_ABI "hard")',
        'set(HARNESS_FPU "fpv5-sp-d16")',
        'set(HARNESS_CONSOLE "semihosting")',
        'set(HARNESS_STACK_BYTES "4096")',
        'set(HARNESS_VARIANT "mps2")',
    ):
        assert line in text.splitlines()


def test_files_are_written_only_where_they_change(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert write_if_changed(path, "one")
    assert not write_if_changed(path, "one")
    assert write_if_changed(path, "two")
    path.write_bytes(b"\xff")
    assert write_if_changed(path, "two")
    assert path.read_text() == "two"


def test_the_host_has_no_memory_map(tmp_path: Path) -> None:
    host = load_targets()["host"]
    write_inputs(tmp_path, host, host.variant("native"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["target.cmake"]
