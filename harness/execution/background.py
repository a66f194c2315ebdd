"""An event loop on a thread of its own, for callers that are not asynchronous, such as Robot Framework."""

from __future__ import annotations

import asyncio
import contextlib
import select
import signal
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

Result = TypeVar("Result")


class BackgroundLoop:
    """Runs coroutines while its caller waits. Started with the first one; :meth:`close` ends everything."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._finished: asyncio.Event | None = None
        self._bell: tuple[socket.socket, socket.socket] | None = None

    @property
    def running(self) -> bool:
        """Whether anything was run since the last :meth:`close`."""
        return self._loop is not None

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """The coroutine's result, or its exception.

        An exception in the caller's own thread, such as KeyboardInterrupt, cancels the coroutine.
        """
        return self.wait(self.spawn(coroutine))

    def spawn(self, coroutine: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Start the coroutine and go on at once; :meth:`close` cancels it."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._started())

    def wait(self, future: Future[Result]) -> Result:
        """The result of ``future``, which an exception in the caller's own thread cancels."""
        try:
            if self._bell and threading.current_thread() is threading.main_thread():
                _wait_with_signals(future, *self._bell)
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """Cancel what still runs and end the thread. Safe to call more than once."""
        if self._thread is None or self._loop is None or self._finished is None:
            return
        self._loop.call_soon_threadsafe(self._finished.set)
        self._thread.join()
        self._thread = self._loop = None
        for end in self._bell or ():
            end.close()
        self._bell = None

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            # Made before anything runs: a signal must not come between making it and keeping it.
            self._bell = socket.socketpair()
            for end in self._bell:
                end.setblocking(False)
            ready: Future[asyncio.AbstractEventLoop] = Future()
            # A daemon: where the program ends in a hurry, the guardian ends the simulators.
            self._thread = threading.Thread(target=self._serve, args=(ready,), name=self._name, daemon=True)
            self._thread.start()
            self._loop = ready.result()
        return self._loop

    def _serve(self, ready: Future[asyncio.AbstractEventLoop]) -> None:
        async def main() -> None:
            self._finished = asyncio.Event()
            ready.set_result(asyncio.get_running_loop())
            await self._finished.wait()

        with asyncio.Runner() as runner:  # cancels what is left at its end
            runner.run(main())


def _wait_with_signals(future: Future[Result], reader: socket.socket, writer: socket.socket) -> None:
    """Wait until ``future`` is done; signal handlers run meanwhile.

    A main thread that waits for a lock learns of a signal only where the kernel interrupts it at that very
    moment. Python's wake-up descriptor, which is ``writer`` here, tells of every signal.
    """

    def wake(_: object) -> None:
        with contextlib.suppress(OSError):  # nobody waits any more, or a signal has filled the buffer
            writer.send(b"\0")

    future.add_done_callback(wake)
    before = -1  # a signal may come before the next line is through
    try:
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        while not future.done():
            select.select([reader], [], [])
            with contextlib.suppress(BlockingIOError):
                reader.recv(4096)
    finally:
        signal.set_wakeup_fd(before)
