"""Renode's monitor over its telnet port: the second channel, which answers while the first one hangs."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable

from harness.errors import SimulatorError
from harness.simulators.renode.connector import Connector, Streams

_TELNET_COMMAND = re.compile(rb"\xff[\xfb-\xfe].", re.DOTALL)  # RFC 854: WILL, WON'T, DO, DON'T and an option
_GREETING = b"(monitor) "  # behind it comes all that the keyword server has printed so far


class TelnetMonitor:
    """Asks short questions. Every failure is the answer None: this channel only ever helps."""

    def __init__(self, connector: Connector, port: int, machine: str) -> None:
        self._connector = connector
        self._port = port
        self._machine = machine
        self._prompt = f"({machine}) ".encode()
        self._streams: Streams | None = None

    async def ask(self, command: str, *, patience_s: float = 2.0) -> str | None:
        """What ``command`` prints, or None where no answer came within ``patience_s``."""
        try:
            async with asyncio.timeout(patience_s):
                if self._streams is None:
                    self._streams = await self._connector.connect(self._port)
                    await self._until(lambda received: _GREETING in received)
                    await self._send(f'mach set "{self._machine}"')
                return await self._send(command)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, SimulatorError):
            self.close()
            return None

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._streams[1].close()
            self._streams = None

    async def _send(self, command: str) -> str:
        assert self._streams is not None
        self._streams[1].write(command.encode() + b"\n")
        await self._streams[1].drain()
        text = (await self._until(lambda received: received.endswith(self._prompt))).decode(errors="replace")
        _, _, answer = text.replace("\r", "").partition(command)
        return "\n".join(line for line in answer.split("\n")[:-1] if line.strip())

    async def _until(self, complete: Callable[[bytes], bool]) -> bytes:
        assert self._streams is not None
        received = b""
        while not complete(received):
            data = await self._streams[0].read(65536)
            if not data:
                raise EOFError
            received = _TELNET_COMMAND.sub(b"", received + data)
        return received
