"""QEMU's monitor (QMP): starts the machine, keeps its events, and makes QEMU look for input."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

# The machine waits (-S) until the monitor listens: firmware that resets at once could be gone before QEMU
# has read the first command, and its SHUTDOWN event with it.
_NEGOTIATE_AND_START = b'{"execute":"qmp_capabilities"}\n{"execute":"cont"}\n'
_NOTHING = b'{"execute":"query-status"}\n'
_EVENT = b'"event"'
SHORTEST_S, GROWTH, LONGEST_S = 0.01, 2.0, 0.25


class Monitor:
    """Our end of the monitor's socket; ``theirs`` is for QEMU. Needs a running event loop."""

    def __init__(self) -> None:
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._ours.send(_NEGOTIATE_AND_START)
        self._begun = b""
        self._events: list[bytes] = []
        self._timer: asyncio.TimerHandle | None = None

    def nudge(self, waits: Callable[[], bool]) -> None:
        """Wake QEMU now, and again as long as input ``waits`` for the guest.

        QEMU asks a serial port whether it takes input only where its main loop wakes for another reason. A
        guest that has no timer and switches its receiver on (QEMU 7.2's CMSDK UART) would never hear of
        what was typed before.
        """
        if self._timer is not None:
            self._timer.cancel()
        self._nudge(waits, SHORTEST_S)

    def events(self) -> str:
        """The events so far, one JSON object a line."""
        self._receive()
        return b"\n".join((*self._events, self._begun)).decode(errors="replace")

    def close(self) -> None:
        """Give up both ends. Safe to call more than once."""
        if self._timer is not None:
            self._timer.cancel()
        self._ours.close()
        self.theirs.close()

    def _nudge(self, waits: Callable[[], bool], delay_s: float) -> None:
        self._receive()  # what nobody reads would block QEMU one day
        with contextlib.suppress(OSError):  # it has ended, or is about to read many of these
            self._ours.send(_NOTHING)
        loop = asyncio.get_running_loop()

        def again() -> None:
            if waits():
                self._nudge(waits, min(delay_s * GROWTH, LONGEST_S))

        self._timer = loop.call_later(delay_s, again)

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while data := self._ours.recv(1 << 16):
                *lines, self._begun = (self._begun + data).split(b"\n")
                self._events += [line for line in lines if _EVENT in line]
