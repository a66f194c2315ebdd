"""A boot that somebody talks to: wait for a line, send one, and in the end the same result as of any boot.

The boot itself is the scheduler's, so log, judge, budgets and result are those of ``harness test``. Only the
console is handed over piece by piece: guest output is taken while somebody waits for it. In a simulator
that drives guest time itself, time therefore stands still between two waits, and a session gives
the same lines at the same times on any host.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from harness.console.unread import Unread
from harness.consoles import consoles_of
from harness.errors import EnvironmentMissingError, HarnessError
from harness.events import EventStream
from harness.execution.scheduler import Job, Scheduler
from harness.model import BinaryResult, Ending, Metric, Target, TestBinary
from harness.simulators.protocol import (
    Availability,
    BootOptions,
    Session,
    Simulator,
    TalkingSession,
    ignored,
)

Taken = TypeVar("Taken")
_RECHECK_S = 0.02


class LineMissingError(HarnessError):
    """The line did not come: guest time was up, or the guest ended before."""


class Conversation:
    """One boot. Made by :func:`start_conversation`; every method runs in its event loop.

    ``uart`` names one of the machine's consoles; without it, the one that is judged is meant.
    """

    def __init__(
        self, job: Job, log: Path, scratch: Path, on_output: Callable[[str, bytes], None] = ignored
    ) -> None:
        self.binary = job.binary
        self.log = log
        self.consoles = consoles_of(job.target, job.simulator.name, job.binary.variant)
        self._gate = _Gate()
        self._simulator = _GatedSimulator(job.simulator, self._gate)
        self._unread = {"": Unread(), **{name: Unread() for name in self.consoles.further}}
        self._keeps = True
        self.heard_bytes = 0  # of all consoles
        self._on_output = on_output
        self._scheduler = Scheduler(
            slots=1,
            scratch=scratch,
            log_path=lambda *_: log,
            events=EventStream(),
            on_console=lambda chunk: self._take("", chunk),
            on_uart=self._take,
        )
        # A second attempt would have forgotten what was said in the first.
        job = msgspec.structs.replace(job, simulator=self._simulator, retries=0, script=None)
        self._task = asyncio.create_task(self._scheduler.run([job]), name=f"boot {job.binary.name}")
        self._task.add_done_callback(self._end)

    @property
    def ended(self) -> bool:
        """Whether the guest has ended and its result is there."""
        return self._task.done()

    @property
    def problems(self) -> tuple[str, ...]:
        """What the machine refused, such as room for a log."""
        return tuple(self._scheduler.problems)

    def guest_s(self) -> float:
        """Guest seconds since the boot, 0 before it."""
        session = self._simulator.session
        return session.guest_s() if isinstance(session, TalkingSession) else 0.0

    async def wait_for_line(self, matches: Callable[[str], bool], *, timeout_s: float, uart: str = "") -> str:
        """The next unread line that ``matches``; it and the lines before it count as read.

        ``timeout_s`` is guest time, counted from now.

        Raises:
            LineMissingError: the time is up, or the guest ended before.
            EnvironmentMissingError: the simulator cannot be talked to.
            UsageError: there is no such UART.
        """
        unread = self._unread[self.consoles.key(uart)]
        return await self._wait(lambda: unread.line(matches), unread, timeout_s)

    async def wait_for_text(
        self, pattern: re.Pattern[str], *, timeout_s: float, uart: str = ""
    ) -> re.Match[str]:
        """The next unread place where ``pattern`` is found in a line, or in what there is of the last one.

        What stands before it counts as read; a prompt is found though its line does not end.

        Raises:
            as :meth:`wait_for_line`.
        """
        unread = self._unread[self.consoles.key(uart)]
        return await self._wait(lambda: unread.find(pattern), unread, timeout_s)

    async def send(self, text: str, uart: str = "") -> None:
        """Type ``text`` (UTF-8) on the guest's console.

        Raises:
            LineMissingError: the guest has ended.
            EnvironmentMissingError: the simulator cannot be talked to.
            UsageError: there is no such UART.
        """
        await self.type(text.encode(), uart)

    async def type(self, data: bytes, uart: str = "") -> None:
        """As :meth:`send`, for bytes of any kind."""
        key = self.consoles.key(uart)
        await self.booted()
        if self._task.done():
            result = self._task.result()[0]
            raise LineMissingError(f"the guest has ended ({result.verdict}: {result.reason})")
        session = self._simulator.session
        assert isinstance(session, TalkingSession)
        session.send(data, key)

    def run_free(self, *, keep: bool) -> None:
        """From now on, take output whether somebody waits for it or not; ``keep`` it to be waited for."""
        self._keeps = keep
        self._gate.open_for_good()

    def skip(self, uart: str = "") -> None:
        """Count all that was printed so far as read."""
        self._unread[self.consoles.key(uart)].skip()

    async def over(self) -> None:
        """Wait until the guest has ended."""
        await asyncio.wait((self._task,))

    async def finish(self) -> BinaryResult:
        """Let the guest run until its verdict is certain. Asking again gives the same."""
        self._keeps = False  # nobody will read it
        self._gate.open_for_good()
        return (await asyncio.shield(self._task))[0]

    async def stop(self, reason: str) -> BinaryResult:
        """End the guest now, where it has not ended: politely, so that a warm simulator stays usable."""
        session = self._simulator.session
        if session is not None:
            session.stop()
        elif not self._task.done():
            self._scheduler.stop(reason)
        return await self.finish()

    async def booted(self) -> None:
        """Wait until the guest is there, or could not be booted.

        Raises:
            EnvironmentMissingError: the simulator cannot be talked to.
        """
        started = asyncio.ensure_future(self._simulator.started.wait())
        try:
            await asyncio.wait((started, self._task), return_when=asyncio.FIRST_COMPLETED)
        finally:
            started.cancel()
        session = self._simulator.session
        if session is not None and not isinstance(session, TalkingSession):
            raise EnvironmentMissingError(
                f"{self._simulator.name} cannot be talked to", remedy="choose another simulator"
            )

    async def _wait(self, take: Callable[[], Taken | None], unread: Unread, timeout_s: float) -> Taken:
        await self.booted()
        deadline_s = self.guest_s() + timeout_s
        seen = unread.passed
        while True:
            if (taken := take()) is not None:
                return taken
            if self._task.done():
                result = self._task.result()[0]
                raise LineMissingError(f"the guest ended before ({result.verdict}: {result.reason})")
            remaining_s = deadline_s - self.guest_s()
            if remaining_s <= 0:
                others = unread.passed - seen
                raise LineMissingError(
                    f"it did not come within {timeout_s:g} s of guest time, {others} other lines did"
                )
            await self._gate.step(max(remaining_s, _RECHECK_S))

    def _end(self, _: object) -> None:
        for unread in self._unread.values():
            unread.finish()
        self._gate.moved.set()

    def _take(self, key: str, chunk: bytes) -> None:
        self.heard_bytes += len(chunk)
        if self._keeps:
            self._unread[key].feed(chunk)
            self._gate.moved.set()
        self._on_output(key or self.consoles.main, chunk)


def start_conversation(
    job: Job, *, log: Path, scratch: Path, on_output: Callable[[str, bytes], None] = ignored
) -> Conversation:
    """Boot ``job``'s binary with its input open; needs a running event loop.

    ``log`` is the file that the console goes to, ``scratch`` a folder of the simulator's own; ``on_output``
    takes what each console prints, by its name. Whatever happens to the conversation, the supervisor of the
    job's simulator ends its process.
    """
    return Conversation(job, log, scratch, on_output)


class _Gate:
    """Lets one chunk through for each step that somebody asks for."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self.moved = asyncio.Event()  # something happened since the last step began
        self.opened_for_good = False

    async def step(self, timeout_s: float) -> None:
        """Until something has happened, at most ``timeout_s`` of host time."""
        self.moved.clear()
        self._open.set()
        waiting = asyncio.ensure_future(self.moved.wait())
        try:
            await asyncio.wait((waiting,), timeout=timeout_s)
        finally:
            waiting.cancel()
            if not self.opened_for_good:
                self._open.clear()

    def open_for_good(self) -> None:
        self.opened_for_good = True
        self._open.set()

    async def passed(self) -> None:
        """The chunk before was taken; wait for the next step."""
        if not self.opened_for_good:
            self._open.clear()
            self.moved.set()
        await self._open.wait()


class _GatedSession:
    """The simulator's session, its console behind the gate."""

    def __init__(self, session: Session, gate: _Gate) -> None:
        self._session = session
        self._gate = gate

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        await self._gate.passed()
        async with aclosing(self._session.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
                await self._gate.passed()

    def stop(self) -> None:
        self._session.stop()

    async def ending(self) -> Ending:
        return await self._session.ending()

    def metrics(self) -> tuple[Metric, ...]:
        return self._session.metrics()


class _GatedSimulator:
    """A simulator whose one session is at hand."""

    def __init__(self, simulator: Simulator, gate: _Gate) -> None:
        self.name = simulator.name
        self.session: Session | None = None
        self.started = asyncio.Event()
        self._simulator = simulator
        self._gate = gate

    def available(self) -> Availability:
        return self._simulator.available()

    def supports(self, target: Target) -> str | None:
        return self._simulator.supports(target)

    @asynccontextmanager
    async def boot(
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AsyncIterator[_GatedSession]:
        options = msgspec.structs.replace(options, interactive=True)
        async with self._simulator.boot(binary, target, options) as session:
            self.session = session
            self.started.set()
            yield _GatedSession(session, self._gate)
