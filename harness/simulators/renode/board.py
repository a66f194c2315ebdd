"""A board for Renode: its ``board.repl``, made complete for one Renode."""

from __future__ import annotations

import re
from pathlib import Path

from harness.errors import ConfigError
from harness.model import NATIVE, RegionKind, Target, Value
from harness.simulators.renode.versions import ConsoleStyle, Traits

FILE_NAME = "board.repl"
DEFAULT_UART = "usart1"  # where neither [stand_in.renode] nor the target's UART tells
_MPU_REGIONS = re.compile(r"^[ \t]+numberOfMPURegions:.*\n?", re.MULTILINE)
_UART = re.compile(r"^(\w+): UART\.\w+ @ sysbus <?(0x[0-9A-Fa-f]+)", re.MULTILINE)
_MEMORY_LINE = re.compile(r"(\w+) \(MappedMemory\)")


class Board(Value, frozen=True, kw_only=True):
    """What a Renode machine for a target is made of. Equal boards can share machines."""

    target: str
    description: str  # the platform description, without a semihosting console
    uart: str  # the peripheral that is the console, empty for semihosting
    vectors: int  # address of the vector table at reset

    def platform(self, traits: Traits, style: ConsoleStyle) -> str:
        """The platform description for one Renode."""
        text = self.description
        if not traits.sets_mpu_regions:
            text = _MPU_REGIONS.sub("", text)
        return text if self.uart else f"{text.rstrip()}\n\n{style.overlay}"

    def console_path(self, style: ConsoleStyle) -> str:
        """The console in monitor commands."""
        return f"sysbus.{self.uart}" if self.uart else style.path


def has_board(target: Target) -> bool:
    """Whether Renode can be a machine for ``target``."""
    return (target.folder / FILE_NAME).is_file() and target.console in ("semihosting", "uart")


def read_board(target: Target) -> Board:
    """The board of ``target``.

    Raises:
        ConfigError: its ``board.repl`` cannot be read.
    """
    path: Path = target.folder / FILE_NAME
    try:
        description = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}", remedy="see docs/renode.md") from None
    flash = next(each for each in target.variant(NATIVE).regions if each.kind is RegionKind.FLASH)
    return Board(
        target=target.name,
        description=description,
        uart=_uart(target, description) if target.console == "uart" else "",
        vectors=flash.origin,
    )


def _uart(target: Target, description: str) -> str:
    """The peripheral that is the console: the one named for Renode, else the one at the UART's address."""
    stand_in = target.stand_in("renode")
    if stand_in is not None and stand_in.machine:
        return stand_in.machine
    bases = {int(base, 16): name for name, base in _UART.findall(description)}
    return bases.get(target.uart.base, DEFAULT_UART) if target.uart else DEFAULT_UART


def memories(listing: str) -> tuple[str, ...]:
    """Names of the memories in what the monitor's ``peripherals`` command prints."""
    return tuple(match[1] for match in _MEMORY_LINE.finditer(listing))
