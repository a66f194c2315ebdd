from __future__ import annotations

from pathlib import Path

from harness.build.generate import memory_ld, target_cmake, write_if_changed, write_inputs
from harness.model import Target
from harness.targets import load_targets
from tests.unit.build.project import SMALL, small_board


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
        'REGION_ALIAS("NN_WEIGHTS", FLASH)\n'
        'REGION_ALIAS("NN_ACTIVATIONS", RAM)\n'
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


def test_cmake_learns_the_uart_and_where_a_variant_has_another_one(tmp_path: Path) -> None:
    text = SMALL.replace("stack =", 'console = "uart"\nstack =') + (
        "[uart]\n"
        'kind = "stm32_v2"\n'
        "base = 0x40011000\n"
        "divider = 139\n"
        "setup = [[0x40023830, 0, 1], [0x40020000, 0xC0000, 0x80000]]\n"
    )
    memory = SMALL[SMALL.index("[memory.FLASH]") : SMALL.index("[stand_in")].replace("[", "[variant.other.")
    text += f'{memory}[variant.other.uart]\nkind = "cmsdk"\nbase = 0xF0004000\n'
    target = small_board(tmp_path, text)
    assert _uart_lines(target, "native") == [
        'set(HARNESS_UART "stm32_v2")',
        'set(HARNESS_UART_BASE "0x40011000")',
        'set(HARNESS_UART_DIVIDER "139")',
        'set(HARNESS_UART_SETUP "0x40023830,0x00000000,0x00000001;0x40020000,0x000c0000,0x00080000")',
    ]
    assert _uart_lines(target, "other") == [
        'set(HARNESS_UART "cmsdk")',
        'set(HARNESS_UART_BASE "0xf0004000")',
        'set(HARNESS_UART_SETUP "")',
    ]
    assert _uart_lines(small_board(tmp_path / "none"), "native") == []


def _uart_lines(target: Target, variant: str) -> list[str]:
    lines = target_cmake(target, target.variant(variant)).splitlines()
    return sorted(line for line in lines if "HARNESS_UART" in line)


def test_a_non_secure_image_has_a_linker_file_of_its_own(tmp_path: Path) -> None:
    target = load_targets()["mps2_an521"]
    write_inputs(tmp_path, target, target.variant("trustzone"))
    secure, other = (tmp_path / "memory.ld").read_text(), (tmp_path / "non_secure" / "memory.ld").read_text()
    assert "  FLASH (rx) : ORIGIN = 0x10000000, LENGTH = 1048576" in secure
    assert "  NS_RAM (rwx) : ORIGIN = 0x28100000, LENGTH = 1048576" in secure
    assert "  FLASH (rx) : ORIGIN = 0x00200000, LENGTH = 2097152" in other
    assert "  RAM (rwx) : ORIGIN = 0x28100000, LENGTH = 1048576" in other
    assert "0x10000000" not in other and "0x38000000" not in other
    write_inputs(tmp_path / "native", target, target.variant("native"))
    assert not (tmp_path / "native" / "non_secure").exists()
