"""Ways to a Renode's servers: through sockets of its network namespace, or over the loopback device."""

from __future__ import annotations

import asyncio
import socket
from typing import Protocol

from harness.errors import SimulatorError

ADDRESS = "127.0.0.1"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connector(Protocol):
    """Opens TCP connections to one Renode process."""

    isolated: bool
    refused: str  # why not isolated

    @property
    def left(self) -> int:
        """How many connections can still be opened."""

    async def connect(self, port: int) -> Streams:
        """Connect to ``port``.

        Raises:
            ConnectionError: nobody listens there (yet).
            SimulatorError: there is no socket left.
        """

    def close(self) -> None:
        """Give up the sockets that were not used."""


class NamespaceConnector:
    """Connects sockets that the launcher made inside of Renode's namespace; each serves once."""

    isolated = True
    refused = ""

    def __init__(self, descriptors: list[int]) -> None:
        self._sockets = [socket.socket(fileno=descriptor) for descriptor in descriptors]

    @property
    def left(self) -> int:
        return len(self._sockets)

    async def connect(self, port: int) -> Streams:
        if not self._sockets:
            raise SimulatorError("no socket into Renode's network namespace is left")
        chosen = self._sockets.pop()
        chosen.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(chosen, (ADDRESS, port))
            return await asyncio.open_connection(sock=chosen)
        except (ConnectionRefusedError, ConnectionAbortedError):
            # Renode may not listen yet. Linux lets the socket try again, after one ECONNABORTED.
            self._sockets.append(chosen)
            raise
        except BaseException:
            chosen.close()
            raise

    def close(self) -> None:
        for each in self._sockets:
            each.close()
        self._sockets.clear()


class LoopbackConnector:
    """Plain connections, where the user may not make a namespace; ``refused`` says what stood in the way."""

    isolated = False

    def __init__(self, refused: str) -> None:
        self.refused = refused

    @property
    def left(self) -> int:
        return 1 << 16

    async def connect(self, port: int) -> Streams:
        return await asyncio.open_connection(ADDRESS, port)

    def close(self) -> None:
        return


def free_port() -> int:
    """A TCP port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


async def receive_connector(channel: socket.socket) -> Connector:
    """Wait for the launcher's message on our end of the socket pair.

    Raises:
        SimulatorError: the launcher ended without one.
    """
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(channel, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(channel)
    message, descriptors, _, _ = socket.recv_fds(channel, 4096, 256)
    if message == b"isolated":
        return NamespaceConnector(list(descriptors))
    if message.startswith(b"shared: "):
        return LoopbackConnector(message[8:].decode(errors="replace"))
    raise SimulatorError("Renode's launcher ended before it could start Renode")
