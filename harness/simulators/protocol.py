"""What every simulator offers: say whether it is there, boot a binary, report how it ended.

A simulator never judges. It yields console bytes as they come and one :class:`~harness.model.Ending`.
"""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol, runtime_checkable

from harness.model import Ending, Metric, Target, TestBinary, Value


class Availability(Value, frozen=True, kw_only=True):
    """Whether a simulator can be used here. ``problem`` and ``remedy`` are filled where it cannot."""

    usable: bool
    version: str = ""
    path: Path | None = None
    problem: str = ""
    remedy: str = ""  # the exact command that installs it


def ignored(uart: str, chunk: bytes) -> None:
    """For who does not listen."""


class BootOptions(Value, frozen=True, kw_only=True):
    """Limits of one boot. ``budget_s`` is guest time, ``watchdog_s`` host time that protects the machine.

    ``on_uart`` takes what the machine's further UARTs print, by their names.
    """

    budget_s: float
    watchdog_s: float
    scratch: Path  # private working folder of the simulator, removed by the caller
    cold: bool = False  # start from nothing, as retries do: no simulator process that ran something before
    interactive: bool = False  # keep the guest's input open, for TalkingSession.send
    on_uart: Callable[[str, bytes], None] = ignored


class Session(Protocol):
    """One running binary."""

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes as they arrive; ends when the session has ended or was stopped.

        An empty chunk says that guest time has gone by and nothing was printed.
        """

    def stop(self) -> None:
        """The verdict is certain: end the guest now. Safe to call more than once."""

    async def ending(self) -> Ending:
        """Wait for the end and say how it came. After :meth:`stop` its kind is ``KILLED``."""

    def metrics(self) -> tuple[Metric, ...]:
        """What the simulator measured; complete after :meth:`ending`."""


@runtime_checkable
class TalkingSession(Session, Protocol):
    """A session that takes input, where it was booted with ``interactive``."""

    def send(self, data: bytes, uart: str = "") -> None:
        """Type ``data`` on the guest's console, or on the further UART of that name.

        Raises:
            SimulatorError: the simulator does not take it.
        """

    def guest_s(self) -> float:
        """Guest seconds since the boot."""


class Simulator(Protocol):
    """A way to boot binaries."""

    name: str

    def available(self) -> Availability:
        """Look for the simulator without starting more than a ``--version``."""

    def supports(self, target: Target) -> str | None:
        """The memory variant that binaries for ``target`` must be linked for, None where it cannot run it."""

    def boot(
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AbstractAsyncContextManager[Session]:
        """Boot ``binary``; leaving the context ends the guest, however it was left.

        Raises:
            EnvironmentMissingError: the simulator is not installed or does not start.
        """


class DebugSession(Protocol):
    """A guest that stands at its first instruction until a debugger lets it run."""

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes as they arrive; ends when the simulator has ended."""

    async def connect(self) -> tuple[StreamReader, StreamWriter]:
        """A connection to the simulator's GDB server; asked for once.

        Raises:
            OSError: it does not answer.
        """


@runtime_checkable
class Debuggable(Simulator, Protocol):
    """A simulator with a GDB server."""

    def debug(
        self, binary: TestBinary, target: Target, scratch: Path
    ) -> AbstractAsyncContextManager[DebugSession]:
        """Boot ``binary`` halted; ``scratch`` is a private folder. Leaving the context ends the guest.

        Raises:
            EnvironmentMissingError: the simulator is not installed or does not start.
        """
