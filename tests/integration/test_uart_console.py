"""Boards of a user whose console is a UART: firmware that is built for them and booted in QEMU."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model import BinaryResult, Verdict
from harness.reports.load import load_results
from tests.expectations import disagreement, load_expectations
from tests.integration.conftest import Harness

SMOKE = {"micro_log_test", "smoke_v1_test", "smoke_v2_test", "startup_test"}
MISBEHAVING = {"crash_in_v1", "half_line_then_spin", "failures_v2"}

CMSDK = """\
title = "Arm MPS2 with FPGA image AN385, console on UART 0"
cpu = "cortex-m3"
console = "uart"
source = "Arm application note AN385, memory map; DDI 0479, APB UART"

[memory.FLASH]
origin = 0
size = "4M"
kind = "flash"

[memory.RAM]
origin = 0x20000000
size = "4M"
kind = "ram"

[uart]
kind = "cmsdk"
base = 0x40004000

[stand_in.qemu]
machine = "mps2-an385"
"""

# RM0008: USART1 of an STM32F103, on pin PA9. The stand-in is an STM32F205 (RM0033), with USART1 elsewhere.
STM32 = """\
title = "STM32F103RB, console on USART1"
cpu = "cortex-m3"
console = "uart"
source = "RM0008 chapters 3, 7, 9 and 27; of the stand-in: RM0033 chapters 2, 5, 6 and 24"

[memory.FLASH]
origin = 0x08000000
size = "128K"
kind = "flash"

[memory.RAM]
origin = 0x20000000
size = "20K"
kind = "ram"

[uart]
kind = "stm32_v1"
base = 0x40013800
divider = 69
setup = [[0x40021018, 0, 0x4004], [0x40010804, 0xF0, 0xB0]]

[variant.f205.memory.FLASH]
origin = 0x08000000
size = "128K"
kind = "flash"

[variant.f205.memory.RAM]
origin = 0x20000000
size = "20K"
kind = "ram"

[variant.f205.uart]
kind = "stm32_v1"
base = 0x40011000
divider = 139
setup = [
    [0x40023830, 0, 0x1],
    [0x40023844, 0, 0x10],
    [0x40020000, 0xC0000, 0x80000],
    [0x40020024, 0xF0, 0x70],
]

[stand_in.qemu]
machine = "netduino2"
variant = "f205"
"""
# AIRCR.SYSRESETREQ with its key (ARMv7-M ARM, B3.2.6): a register write that nobody can overlook.
RESET_BY_SETUP = CMSDK.replace(
    "base = 0x40004000", "base = 0x40004000\nsetup = [[0xE000ED0C, 0xFFFFFFFF, 0x05FA0004]]"
)


def board(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "target.toml").write_text(text)


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    folder = tmp_path / "boards"
    board(folder, "on_cmsdk", CMSDK)
    board(folder, "on_stm32", STM32)
    board(folder, "resets", RESET_BY_SETUP)
    return folder


def results(path: Path) -> dict[tuple[str, str], BinaryResult]:
    return {(each.target, each.name): each for each in load_results(path).binaries}


@pytest.mark.firmware
def test_green_firmware_is_green(harness: Harness, boards: Path, tmp_path: Path) -> None:
    names = ("--target", "on_cmsdk,on_stm32", "--platform-dir", boards)
    done = harness("test", *sorted(SMOKE), *names, "--json", "out.json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = results(tmp_path / "out.json")
    assert found.keys() == {(target, name) for target in ("on_cmsdk", "on_stm32") for name in SMOKE}
    assert {each.variant for (target, _), each in found.items() if target == "on_stm32"} == {"f205"}
    assert all(each.verdict is Verdict.PASSED and each.cases for each in found.values())


@pytest.mark.firmware
@pytest.mark.parametrize("target", ["on_cmsdk", "on_stm32"])
def test_misbehaving_firmware_is_found_out(
    harness: Harness, boards: Path, tmp_path: Path, target: str
) -> None:
    names = ("--suite", "misbehaving", "--target", target, "--platform-dir", boards)
    done = harness("test", *sorted(MISBEHAVING), *names, "--json", "out.json")
    assert done.returncode == 1, done.stdout + done.stderr
    found = results(tmp_path / "out.json")
    assert found.keys() == {(target, name) for name in MISBEHAVING}
    expected = load_expectations()
    assert not {
        name: text
        for (_, name), each in found.items()
        if (text := disagreement(each, expected[name].on(target, "qemu")))
    }


@pytest.mark.firmware
def test_setup_is_written_before_the_console_is_used(harness: Harness, boards: Path, tmp_path: Path) -> None:
    names = ("--target", "resets", "--platform-dir", boards)
    done = harness("test", "smoke_v1_test", *names, "--json", "out.json")
    assert done.returncode == 1, done.stdout + done.stderr
    (result,) = results(tmp_path / "out.json").values()
    assert (result.verdict, result.reason) == (
        Verdict.CRASHED,
        "asked for a system reset before any output",
    )
