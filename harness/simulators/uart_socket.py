"""One serial port of a machine beside its console: a socket pair between the simulator and us."""

from __future__ import annotations

import array
import asyncio
import contextlib
import fcntl
import socket
import termios
from collections.abc import Callable

READ_BYTES = 1 << 16


class UartSocket:
    """Our end is watched by the running event loop, so that the guest never waits for us.

    ``on_data`` takes what the guest prints, as it comes.
    """

    def __init__(self, on_data: Callable[[bytes], None]) -> None:
        self._on_data = on_data
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._unsent = bytearray()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._ours, self._receive)

    def send(self, data: bytes) -> None:
        """Type ``data``; what the guest does not take yet waits."""
        self._unsent += data
        self._send_more()

    @property
    def input_waits(self) -> bool:
        """Whether the guest has not taken all that was typed."""
        if self._unsent:
            return True
        taken = array.array("i", [0])
        fcntl.ioctl(self._ours, termios.TIOCOUTQ, taken)
        return taken[0] > 0

    def finish(self) -> None:
        """The simulator has ended: take what it left."""
        while self._receive():
            pass

    def close(self) -> None:
        """Give up both ends. Safe to call more than once."""
        if self._ours.fileno() >= 0:
            self._loop.remove_reader(self._ours)
            self._loop.remove_writer(self._ours)
            self._ours.close()
        self.theirs.close()

    def _receive(self) -> bool:
        try:
            data = self._ours.recv(READ_BYTES)
        except (BlockingIOError, ConnectionResetError):
            data = b""
        else:
            if not data:  # the other end is closed, and would be readable for ever
                self._loop.remove_reader(self._ours)
        if data:
            self._on_data(data)
        return bool(data)

    def _send_more(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: self._ours.send(self._unsent)]
        except BlockingIOError:
            self._loop.add_writer(self._ours, self._send_more)
            return
        except OSError:  # it has ended, and loses it as a terminal does
            self._unsent.clear()
        with contextlib.suppress(ValueError):
            self._loop.remove_writer(self._ours)
