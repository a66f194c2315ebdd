"""The console as a UART: what a ``target.toml`` says of it, and every mistake named."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.build.generate import target_cmake
from harness.errors import ConfigError
from harness.model import RegisterWrite, Uart, UartKind
from harness.targets import load_target

MEMORY = """
[{0}memory.FLASH]
origin = 0
size = "4M"
kind = "flash"
[{0}memory.RAM]
origin = 0x20000000
size = "4M"
kind = "ram"
"""
UART = """
[uart]
kind = "stm32_v1"
base = 0x40011000
divider = 139
setup = [[0x40023830, 0, 1], [0x40020000, 0xC0000, 0x80000]]
"""
GOOD = f'cpu = "cortex-m3"\nconsole = "uart"\n{MEMORY.format("")}{UART}'
OTHER = f'{MEMORY.format("variant.other.")}[variant.other.uart]\nkind = "cmsdk"\nbase = 0x40004000\n'


def board(folder: Path, text: str) -> Path:
    path = folder / "some"
    path.mkdir()
    (path / "target.toml").write_text(text)
    return path


def test_a_uart_is_read_with_all_it_says(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, GOOD))
    assert target.console == "uart"
    assert target.uart == Uart(
        kind=UartKind.STM32_V1,
        base=0x40011000,
        divider=139,
        setup=(
            RegisterWrite(address=0x40023830, clear=0, set_bits=1),
            RegisterWrite(address=0x40020000, clear=0xC0000, set_bits=0x80000),
        ),
    )
    assert target.variant("native").uart is None


def test_the_machine_of_a_variant_may_have_another_one(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, GOOD + OTHER))
    assert target.variant("other").uart == Uart(kind=UartKind.CMSDK, base=0x40004000)


def test_without_a_uart_there_is_none(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, GOOD.replace('console = "uart"', "").replace(UART, "")))
    assert (target.console, target.uart) == ("semihosting", None)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (UART, "", 'uart: expected a table [uart] with kind and base, as console = "uart", found nothing'),
        (UART, OTHER, "uart: expected a table [uart] with kind and base"),
        ('console = "uart"', "", 'uart: expected no such table, as console = "semihosting", found a table'),
        (
            f'"cortex-m3"\nconsole = "uart"\n{MEMORY.format("")}',
            '"native"\nconsole = "uart"\n',
            "console: expected one of stdout, found 'uart'",
        ),
        (
            UART,
            "[variant.other]\nuart = 3\n" + MEMORY.format("variant.other."),
            "variant.other.uart: expected",
        ),
        ('"stm32_v1"', '"stm32"', "uart.kind: expected one of cmsdk, stm32_v1, stm32_v2, found 'stm32'"),
        ('kind = "stm32_v1"\n', "", "uart.kind: expected one of cmsdk, stm32_v1, stm32_v2, found nothing"),
        ("base = 0x40011000\n", "", "uart.base: expected an address such as 0x08000000, found nothing"),
        ("0x40011000", '"0x40011000"', "uart.base: expected an address such as 0x08000000, found '0x4"),
        (
            "0x40011000",
            "0",
            "uart.base: expected the address of its first register, a multiple of 4, found 0",
        ),
        ("0x40011000", "0x40011002", "uart.base: expected the address of its first register, a multiple"),
        ("divider", "devider", "uart.devider: unknown key, did you mean divider?"),
        ("139", "15", "uart.divider: expected a whole number from 16 to 65535, found 15"),
        ("139", "65536", "uart.divider: expected a whole number from 16 to 65535, found 65536"),
        ("139", "true", "uart.divider: expected a whole number"),
        ("139", '"139"', "uart.divider: expected a whole number"),
        (
            "[[0x40023830, 0, 1],",
            "[[0x40023830, 1],",
            "uart.setup: expected a list of [address, bits to clear",
        ),
        ("[[0x40023830, 0, 1],", "[[0x40023830, 0, -1],", "uart.setup: expected a list of [address, bits to"),
        ("[[0x40023830, 0, 1],", "[[0x40023830, 0, true],", "uart.setup: expected a list of [address, bits"),
        ("[[0x40023830, 0, 1],", "[0x40023830, 0, 1,", "uart.setup: expected a list of [address, bits to cl"),
        ("0x40023830", "0x40023831", "uart.setup: expected addresses of registers, multiples of 4"),
        ("0x40023830", "0", "uart.setup: expected addresses of registers, multiples of 4"),
        ("setup = ", "setup = 1 # ", "uart.setup: expected a list of [address, bits to clear, bits to set]"),
    ],
)
def test_every_mistake_is_named_with_file_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    path = board(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_target(path)
    text = str(caught.value)
    assert text.startswith(f"{path / 'target.toml'}: ")
    assert message in text
    assert "\n" not in text


def test_the_cmsdk_uart_has_a_longer_divider(tmp_path: Path) -> None:
    text = GOOD.replace("stm32_v1", "cmsdk").replace("139", "1048575")
    uart = load_target(board(tmp_path, text)).uart
    assert uart is not None
    assert uart.divider == 0xFFFFF


def test_a_memory_variant_may_have_a_uart_where_the_part_needs_none(tmp_path: Path) -> None:
    target = load_target(board(tmp_path, f'cpu = "cortex-m3"\n{MEMORY.format("")}{OTHER}'))
    assert target.console_in(target.variant("native")) == "semihosting"
    assert target.console_in(target.variant("other")) == "uart"
    assert 'HARNESS_CONSOLE "uart"' in target_cmake(target, target.variant("other"))
