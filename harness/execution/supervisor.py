"""The one owner of processes: only this module starts, signals or reaps them.

Every process gets a session and process group of its own, is watched by the guardian (which survives
our SIGKILL), ends by INT, TERM, KILL in that order, and is reaped. :meth:`Supervisor.close` proves that
nothing is left.
"""

from __future__ import annotations

import array
import asyncio
import contextlib
import fcntl
import math
import os
import resource
import secrets
import signal
import subprocess
import sys
import termios
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Self

from harness import operating_systems
from harness.errors import EnvironmentMissingError
from harness.execution.guardian import MARK, Guardian, survivors
from harness.model import Value

LADDER = ((signal.SIGINT, 0.5), (signal.SIGTERM, 0.5), (signal.SIGKILL, None))  # signal, patience in seconds
READ_BYTES = 1 << 18
PIPE_BYTES = 1 << 20  # QEMU sleeps where the pipe is full; Linux lets anyone have 1 MiB


class Completed(Value, frozen=True, kw_only=True):
    """A tool that ran to its end; ``output`` is stdout and stderr as they came."""

    returncode: int
    output: bytes


_answers_until: ContextVar[float] = ContextVar("answers_until", default=math.inf)  # on the monotonic clock


@contextlib.contextmanager
def answers_within(limit_s: float) -> Iterator[None]:
    """In this context, :func:`ask` waits until ``limit_s`` from now at the latest, all questions together."""
    token = _answers_until.set(time.monotonic() + limit_s)
    try:
        yield
    finally:
        _answers_until.reset(token)


def ask(argv: Sequence[str | Path], *, timeout_s: float = 20.0) -> str:
    """What a tool prints about itself (``--version`` and the like), before any run.

    A tool that hangs is ended with all that it has started.

    Raises:
        OSError, subprocess.SubprocessError: it does not start, fails, or hangs.
    """
    words = [str(word) for word in argv]
    limit_s = min(timeout_s, max(0.0, _answers_until.get() - time.monotonic()))
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, complaint = process.communicate(timeout=limit_s)
        except BaseException:  # a child of it may hold the pipes for longer than it lives itself
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, output, complaint)
    return output


def why_silent(error: OSError | subprocess.SubprocessError) -> str:
    """What :func:`ask` raised, in a few words."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"did not answer within {error.timeout:.3g} s"
    if isinstance(error, subprocess.CalledProcessError):
        return f"does not start: exit code {error.returncode}"
    return f"does not start: {error}"


class Process:
    """One running process. Made by :meth:`Supervisor.start` only."""

    def __init__(self, popen: subprocess.Popen[bytes], forget: Callable[[Process], None]) -> None:
        self._popen = popen
        self._forget = forget
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        self.pid = popen.pid
        self._reading: int | None = None  # descriptor that the loop watches for us
        self._unsent = bytearray()  # for stdin, not yet taken
        if popen.stdin is not None:
            os.set_blocking(popen.stdin.fileno(), False)
        self._pidfd = os.pidfd_open(popen.pid)
        self._loop.add_reader(self._pidfd, self._reap)
        if popen.stdout is not None:
            os.set_blocking(popen.stdout.fileno(), False)
            with contextlib.suppress(OSError):  # the user's pipe quota is spent
                fcntl.fcntl(popen.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    @property
    def running(self) -> bool:
        return not self._ended.done()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Output as it comes, until the pipe closes or the process has ended and nothing is left in it."""
        stream = self._popen.stdout
        if stream is None:
            return
        descriptor = stream.fileno()
        readable = asyncio.Event()
        self._loop.add_reader(descriptor, readable.set)
        self._reading = descriptor
        self._ended.add_done_callback(lambda _: readable.set())
        try:
            while True:
                ended = self._ended.done()
                try:
                    chunk = os.read(descriptor, READ_BYTES)
                except BlockingIOError:
                    if ended:  # a stray heir of the pipe must not keep us waiting
                        return
                    readable.clear()
                    if not self._ended.done():
                        await readable.wait()
                    continue
                if not chunk:
                    return
                yield chunk
                # Nothing above sleeps while there is more to read: a guest that prints faster than we read
                # would keep the clocks and all other sessions waiting for as long as it likes.
                await asyncio.sleep(0)
        finally:
            self._stop_reading()

    def write(self, data: bytes) -> None:
        """Send ``data`` to the process's stdin (needs ``stdin=PIPE``); what it does not take yet waits.

        A process that has ended or has closed its stdin loses it, as a terminal does.
        """
        if self._popen.stdin is None:
            raise ValueError("the process was started without a stdin")
        self._unsent += data
        self._send_more()

    def _send_more(self) -> None:
        stream = self._popen.stdin
        if stream is None or stream.closed:
            return
        descriptor = stream.fileno()
        try:
            while self._unsent:
                del self._unsent[: os.write(descriptor, self._unsent)]
        except BlockingIOError:
            self._loop.add_writer(descriptor, self._send_more)
            return
        except BrokenPipeError:
            self._unsent.clear()
        self._loop.remove_writer(descriptor)

    @property
    def input_waits(self) -> bool:
        """Whether the process has not read all that was written to its stdin."""
        stream = self._popen.stdin
        if stream is None or stream.closed:
            return False
        unread = array.array("i", [0])
        fcntl.ioctl(stream, termios.FIONREAD, unread)
        return bool(self._unsent) or unread[0] > 0

    async def wait(self) -> int:
        """Wait for the end; the return code is negative for a signal, as in :mod:`subprocess`."""
        return await asyncio.shield(self._ended)

    def kill(self) -> None:
        """SIGKILL the whole process group, now."""
        self.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole process group; nothing happens where it has ended."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    async def stop(self) -> int:
        """Climb the ladder INT, TERM, KILL until the process has ended."""
        for number, patience_s in LADDER:
            self.send(number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience_s):
                    return await self.wait()
        return await self.wait()

    def _reap(self) -> None:
        self._loop.remove_reader(self._pidfd)
        os.close(self._pidfd)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)  # what the leader left behind in its group
        code = self._popen.wait()
        self._forget(self)
        if not self._ended.done():
            self._ended.set_result(code)

    def release(self) -> None:
        """Close our ends of the pipes."""
        self._stop_reading()
        if self._popen.stdin is not None and not self._popen.stdin.closed:
            self._loop.remove_writer(self._popen.stdin.fileno())
        for stream in (self._popen.stdin, self._popen.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _stop_reading(self) -> None:
        # Only once: a generator that is collected late must not unwatch a stranger's descriptor.
        if self._reading is not None:
            self._loop.remove_reader(self._reading)
            self._reading = None


class Supervisor:
    """Starts processes and makes sure that they end. Use as an async context manager."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)
        self._guardian: Guardian | None = None
        self._processes: set[Process] = set()
        self.left_over: list[int] = []  # what the audit had to kill

    async def __aenter__(self) -> Self:
        """Raises EnvironmentMissingError where processes cannot be supervised."""
        if problem := operating_systems.supervision_problem(sys.platform):
            raise EnvironmentMissingError(problem, remedy=operating_systems.IN_LINUX)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def start(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.STDOUT,
        pass_fds: Sequence[int] = (),
    ) -> Process:
        """Start ``argv`` in a session of its own.

        Raises:
            EnvironmentMissingError: the program cannot be started.
        """
        if self._guardian is None:
            # A core file of a crashed simulator is of no use to anyone and takes a second to write.
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
            self._guardian = Guardian(self.mark)
        environment = dict(os.environ if env is None else env)
        environment[MARK] = self.mark
        try:
            popen = subprocess.Popen(
                [str(word) for word in argv],
                cwd=cwd,
                env=environment,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        except OSError as error:
            raise EnvironmentMissingError(
                f"{argv[0]} cannot be started: {error.strerror or error}",
                remedy="`harness doctor` says what is missing",
            ) from error
        self._guardian.add(popen.pid)
        process = Process(popen, self._forget)
        self._processes.add(process)
        return process

    async def run(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_output: Callable[[bytes], None] | None = None,
    ) -> Completed:
        """Run a tool to its end; leaving by cancellation or time-out stops it.

        Raises:
            EnvironmentMissingError: it cannot be started, or did not end within ``timeout_s``.
        """
        process = self.start(argv, cwd=cwd, env=env)
        output = bytearray()
        try:
            async with asyncio.timeout(timeout_s):
                async for chunk in process.chunks():
                    output += chunk
                    if on_output is not None:
                        on_output(chunk)
                code = await process.wait()
        except TimeoutError:
            raise EnvironmentMissingError(
                f"{argv[0]} did not end within {timeout_s:g} s and was stopped",
                remedy="run it by hand to see where it hangs",
            ) from None
        finally:
            if process.running:
                await process.stop()
            process.release()
        return Completed(returncode=code, output=bytes(output))

    async def close(self) -> None:
        """Stop what still runs, then look for anything that carries our mark, and end that too."""
        await asyncio.gather(*(process.stop() for process in tuple(self._processes)))
        if self._guardian is None:
            return
        self.left_over = survivors(self.mark)
        for pid in self.left_over:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._guardian.close()
        self._guardian = None

    def _forget(self, process: Process) -> None:
        self._processes.discard(process)
        if self._guardian is not None:
            self._guardian.remove(process.pid)
