"""A session that is one process of ours: host programs and QEMU share it."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncGenerator, Callable, Mapping

from harness.execution.clocks import GuestClock
from harness.execution.supervisor import Process
from harness.model import Ending, EndingKind, Metric
from harness.simulators.protocol import BootOptions
from harness.simulators.uart_socket import UartSocket

SHORTEST_RECHECK_S = 0.02


def stdin_of(options: BootOptions) -> int:
    """What the process's standard input is: ours where the guest is talked to, else nothing."""
    return subprocess.PIPE if options.interactive else subprocess.DEVNULL


class ProcessSession:
    """Console from the process's output, ending from its exit, both clocks watched.

    ``explain`` turns the return code of a process that ended by itself into an :class:`Ending`; ``uarts`` are
    the machine's further serial ports; ``on_sent`` hears that something was typed, and can ask whether it
    still waits to be taken.
    """

    def __init__(
        self,
        process: Process,
        options: BootOptions,
        explain: Callable[[int], Ending],
        uarts: Mapping[str, UartSocket] = {},
        on_sent: Callable[[Callable[[], bool]], None] = lambda _: None,
    ) -> None:
        self._process = process
        self._on_sent = on_sent
        self._uarts = uarts
        self._options = options
        self._explain = explain
        self._clock = GuestClock(process.pid)
        self._stopped_as: EndingKind | None = None
        self._guest_s = 0.0
        loop = asyncio.get_running_loop()
        self._budget = loop.call_later(options.budget_s, self._check_budget)
        self._watchdog = loop.call_later(options.watchdog_s, self._end_as, EndingKind.WATCHDOG)

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes as they arrive."""
        return self._process.chunks()

    def send(self, data: bytes, uart: str = "") -> None:
        """Type ``data`` on the guest's console, or on the further UART of that name."""
        if uart:
            self._uarts[uart].send(data)
        else:
            self._process.write(data)
        self._on_sent(self._input_waits)

    def _input_waits(self) -> bool:
        return self._process.running and (
            self._process.input_waits or any(uart.input_waits for uart in self._uarts.values())
        )

    def guest_s(self) -> float:
        """Guest seconds since the boot."""
        return self._clock.elapsed_s() if self._process.running else self._guest_s

    def stop(self) -> None:
        """End the guest now."""
        self._end_as(EndingKind.KILLED)

    async def ending(self) -> Ending:
        """Wait for the end of the process and explain it."""
        code = await self._process.wait()
        for uart in self._uarts.values():
            uart.finish()
        self._cancel_clocks()
        if self._stopped_as is None:
            return self._explain(code)
        return Ending(kind=self._stopped_as, guest_s=self._guest_s, message=self._limit_text())

    def metrics(self) -> tuple[Metric, ...]:
        """A plain process measures nothing of its guest."""
        return ()

    async def close(self) -> None:
        """End and reap the process, whatever state it is in."""
        self._cancel_clocks()
        if self._process.running:
            self._process.kill()
            await self._process.wait()
        self._process.release()

    def _limit_text(self) -> str:
        if self._stopped_as is EndingKind.BUDGET:
            return f"guest budget of {self._options.budget_s:g} s spent"
        if self._stopped_as is EndingKind.WATCHDOG:
            return f"no end after {self._options.watchdog_s:g} s on the host"
        return ""

    def _end_as(self, kind: EndingKind) -> None:
        if self._stopped_as is None and self._process.running:
            self._guest_s = self._clock.elapsed_s()
            self._stopped_as = kind
            self._process.kill()

    def _check_budget(self) -> None:
        if not self._process.running:
            return
        remaining_s = self._options.budget_s - self._clock.elapsed_s()
        if remaining_s <= 0:
            self._end_as(EndingKind.BUDGET)
            return
        loop = asyncio.get_running_loop()
        self._budget = loop.call_later(max(remaining_s, SHORTEST_RECHECK_S), self._check_budget)

    def _cancel_clocks(self) -> None:
        for timer in (self._budget, self._watchdog):
            with contextlib.suppress(RuntimeError):
                timer.cancel()
