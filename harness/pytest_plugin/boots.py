"""One boot for each binary; whoever asks for its result waits for the same one."""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine, Iterable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, TypeVar

from harness.errors import HarnessError
from harness.events import BinaryFinished, Event, EventStream
from harness.execution.background import BackgroundLoop
from harness.execution.scheduler import Job
from harness.interactive import Conversation
from harness.model import BinaryResult, TestBinary
from harness.reports.folder import ReportFolder
from harness.reports.text import shown_path
from harness.settings import Settings
from harness.suites import Suite, is_suite
from harness.workbench import Workbench

Result = TypeVar("Result")


Key = tuple[str, str]  # suite, and target/variant/name


class Boots:
    """Firmware, simulators and results of one pytest process. Nothing is started before it is needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.bench = Workbench(lambda: settings)
        self._loop = BackgroundLoop("harness-pytest")
        self._folder: ReportFolder | None = None
        self._prepared: dict[str, tuple[Job | BinaryResult, ...]] = {}
        self._results: dict[Key, Future[BinaryResult]] = {}
        self._runs: list[Future[tuple[BinaryResult, ...]]] = []
        self._talks = 0

    def do(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine of the workbench."""
        return self._loop.run(coroutine)

    def prepared(self, suite: Suite) -> tuple[Job | BinaryResult, ...]:
        """The binaries of ``suite``, built once.

        Raises:
            HarnessError: they cannot be built, or a target or simulator is missing.
        """
        if suite.name not in self._prepared:
            self._prepared[suite.name] = self.do(self.bench.prepared(suite))
        return self._prepared[suite.name]

    def start(self, jobs: Iterable[Job]) -> None:
        """Boot those that nobody has started yet, in this order, so many at a time as the settings say."""
        new = {_key(job.binary): job for job in jobs if _key(job.binary) not in self._results}
        if not new:
            return
        self._results |= {key: Future() for key in new}
        events = EventStream()
        events.listen(self._take)
        run = self._loop.spawn(self.bench.run(tuple(new.values()), events, self._log))
        run.add_done_callback(lambda done: self._settle(new, done))
        self._runs.append(run)

    def result(self, job: Job) -> BinaryResult:
        """The result of ``job``, which is started where it was not.

        Raises:
            HarnessError: it cannot be booted.
        """
        self.start((job,))
        return self._loop.wait(self._results[_key(job.binary)])

    def talk(self, job: Job, *, timeout_s: float | None, sentinel: str | None) -> Conversation:
        """Boot ``job`` for somebody who talks to it; each such boot has a log of its own.

        Raises:
            HarnessError: it cannot be booted.
        """
        self._talks += 1
        log = self.folder.log(job.target.name, f"{job.binary.name}.talk-{self._talks}")
        return self.do(self.bench.start(job, log, timeout_s=timeout_s, sentinel=sentinel))

    @property
    def folder(self) -> ReportFolder:
        """Where the logs go: a run's folder below the report folder."""
        if self._folder is None:
            self._folder = ReportFolder(self.settings.report_folder)
        return self._folder

    def close(self) -> None:
        """End what still runs, and every process. Safe to call more than once."""
        if not self._loop.running:
            return
        for run in self._runs:
            run.cancel()
        self._loop.run(self.bench.close())
        self._loop.close()

    def _log(self, binary: TestBinary, attempt: int) -> Path:
        # files of one name in several folders are several binaries
        ours = is_suite(binary.suite)
        name = binary.name if ours else shown_path(binary.elf, self.settings.working_folder)
        return self.folder.log(binary.target, name, variant=binary.variant, attempt=attempt)

    def _take(self, event: Event) -> None:
        if isinstance(event, BinaryFinished):
            self._results[_key(event.result)].set_result(event.result)

    def _settle(self, keys: Iterable[Key], run: Future[tuple[BinaryResult, ...]]) -> None:
        """Nobody waits for ever, whatever became of the run."""
        error: BaseException | None = None
        with contextlib.suppress(CancelledError):
            error = run.exception()
        for key in keys:
            if not self._results[key].done():
                self._results[key].set_exception(error or HarnessError("the boot was cancelled"))


def _key(of: TestBinary | BinaryResult) -> Key:
    return of.suite, of.key
