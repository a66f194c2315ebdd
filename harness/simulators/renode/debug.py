"""One machine with Renode's GDB server instead of slices: the debugger lets it run."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from harness.simulators.renode.connector import Streams, free_port
from harness.simulators.renode.machine import Machine

_LOOK_S = 0.02  # host time between two looks at the console's file
_RETRY_S = 0.05
_RETRIES = 100


class RenodeDebugSession:
    """See :class:`harness.simulators.protocol.DebugSession`."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._port = free_port()

    async def start(self) -> None:
        """Start the GDB server; the machine stands still until a debugger has come.

        Raises:
            SimulatorError: Renode refuses.
        """
        await self._machine.process.server.command(f"machine StartGdbServer {self._port} true")

    async def connect(self) -> Streams:
        """A connection to the GDB server."""
        for _ in range(_RETRIES):
            with contextlib.suppress(ConnectionError):
                return await self._machine.process.connector.connect(self._port)
            await asyncio.sleep(_RETRY_S)
        raise ConnectionRefusedError("Renode's GDB server does not answer")

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes, until Renode has ended."""
        while self._machine.process.alive:
            for data in self._machine.console.read():
                yield data
            await asyncio.sleep(_LOOK_S)
