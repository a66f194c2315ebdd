"""The consoles of a machine: the one that is judged, and further serial ports with names of their own."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError
from harness.model import NATIVE, Target, Value
from harness.suggest import did_you_mean

UNNAMED = "console"  # the judged one, where the board gives it no name
_UART = "uart"


class Consoles(Value, frozen=True, kw_only=True):
    """Names of the judged console and of the further ones, in the machine's order."""

    main: str = UNNAMED
    further: tuple[str, ...] = ()
    main_is_uart: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        return (self.main, *self.further)

    def is_uart(self, key: str) -> bool:
        """Whether who listens on that console is wont to terminals: echoes, and takes CR for Enter."""
        return bool(key) or self.main_is_uart

    def enter(self, key: str) -> str:
        """What Enter sends on that console."""
        return "\r" if self.is_uart(key) else "\n"

    def key(self, name: str) -> str:
        """The name as a session takes it: empty for the judged console, which an empty ``name`` means, too.

        Raises:
            UsageError: there is no such console.
        """
        if name in ("", self.main):
            return ""
        if name in self.further:
            return name
        if not self.further:
            raise UsageError(
                f"no UART is named {name!r}: this machine has one console, {self.main}",
                remedy="name others with uarts in target.toml",
            )
        raise UsageError(f"no UART is named {name!r}; {did_you_mean(name, self.all)}")


def consoles_of(target: Target, simulator: str, variant: str = NATIVE) -> Consoles:
    """The consoles that ``simulator`` gives binaries that are linked for a memory variant of ``target``.

    A console that is a UART is the machine's first serial port; else all serial ports are further ones.
    """
    stand_in = target.stand_in(simulator)
    uarts = stand_in.uarts if stand_in else ()
    if target.console_in(target.variant(variant)) != _UART:
        return Consoles(further=uarts)
    if not uarts:
        return Consoles(main_is_uart=True)
    return Consoles(main=uarts[0], further=uarts[1:], main_is_uart=True)


def uart_log(log: Path, uart: str) -> Path:
    """The log of a further UART: ``shell.secure.log`` beside ``shell.log``."""
    return log.with_suffix(f".{uart}{log.suffix}")
