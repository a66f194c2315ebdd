"""What a test framework works with: targets, their simulators, the firmware built for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec

from harness.build.context import BuildContext
from harness.errors import UsageError
from harness.events import EventStream
from harness.execution.scheduler import Job, Scheduler
from harness.execution.scratch import scratch_folder
from harness.execution.supervisor import Supervisor
from harness.interactive import Conversation, start_conversation
from harness.known import settle
from harness.lanes import for_suite
from harness.model import BinaryResult, TestBinary
from harness.planning import Lane, Plan, job_for, lanes, prebuilt, prepare, quarantine
from harness.settings import Settings
from harness.simulators.protocol import ignored
from harness.suggest import did_you_mean
from harness.suites import Suite
from harness.suites.concerned import concerns


class Workbench:
    """Opened by the first question; all methods run in one event loop."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._read_settings = settings
        self._stack = AsyncExitStack()
        self._place: tuple[Supervisor, Path] | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._plan: Plan | None = None

    @cached_property
    def settings(self) -> Settings:
        """What the suite was asked to run on.

        Raises:
            UsageError: a mistake in it.
        """
        return self._read_settings()

    async def lanes(self) -> tuple[Lane, ...]:
        """Targets with their simulators.

        Raises:
            UsageError: an unknown target or simulator, or one that cannot run the other.
            EnvironmentMissingError: the simulator is not installed.
        """
        if not self._lanes:
            self._lanes = lanes(self.settings, (await self._open())[0])
        return self._lanes

    async def plan(self) -> Plan:
        """The suite's binaries, built.

        Raises:
            as :func:`harness.planning.prepare`.
        """
        if self._plan is None:
            chosen = await self.lanes()
            supervisor, _ = await self._open()
            self._plan = await prepare(self.settings, chosen, supervisor, EventStream())
        return self._plan

    async def prepared(self, suite: Suite) -> tuple[Job | BinaryResult, ...]:
        """The binaries of ``suite`` on all targets, built; and why some of them cannot be booted.

        Raises:
            as :meth:`lanes` and :meth:`harness.suites.Suite.prepare`.
            ConfigError: a mistake in the quarantine.
        """
        chosen = await self.lanes()
        supervisor, _ = await self._open()
        context = BuildContext(
            cache_folder=self.settings.cache_folder, jobs=self.settings.jobs, supervisor=supervisor
        )
        known = quarantine(self.settings)
        found: list[Job | BinaryResult] = []
        concerned = (each for each in chosen if concerns(suite, each.target, self.settings))
        for lane in (for_suite(each, suite.name) for each in concerned):
            prepared = await suite.prepare(lane.board, lane.target.variant(lane.variant), context)
            for binary in prepared.binaries:
                remarks = prepared.remarks.get(binary.name, ())
                script = prepared.scripts.get(binary.name)
                found.append(
                    job_for(binary, lane, self.settings, remarks=remarks, known=known, script=script)
                )
            found += [settle(failure, known, date.today()) for failure in prepared.failures]
        return tuple(found)

    async def run(
        self, jobs: Sequence[Job], events: EventStream, log_path: Callable[[TestBinary, int], Path]
    ) -> tuple[BinaryResult, ...]:
        """Boot ``jobs``, so many at a time as the settings say; one result each, in their order."""
        _, scratch = await self._open()
        scheduler = Scheduler(slots=self.settings.jobs, scratch=scratch, log_path=log_path, events=events)
        return await scheduler.run(jobs)

    async def find(self, name: str) -> Job | BinaryResult:
        """The binary called ``name`` (or ``target/name``, or an ELF file), or why it cannot be booted.

        Raises:
            UsageError: there is no such binary, or several targets have it.
        """
        path = self.settings.working_folder / name
        if path.suffix and path.is_file():
            lane = (await self.lanes())[0]
            binary = await prebuilt(path, lane, self.settings, (await self._open())[0])
            return job_for(binary, lane, self.settings, known=quarantine(self.settings))
        plan = await self.plan()
        jobs: list[Job | BinaryResult] = [job for job in plan.jobs if name in _names(job.binary)]
        jobs += [each for each in plan.failures if name in _names(each)]
        if not jobs:
            known = [*(job.binary.name for job in plan.jobs), *(each.name for each in plan.failures)]
            raise UsageError(
                f"no binary is named {name!r}; {did_you_mean(name, known)}",
                remedy="`harness list tests` shows all",
            )
        if len(jobs) > 1:
            several = " or ".join(_key(each) for each in jobs[:2])
            raise UsageError(f"{name!r} means {len(jobs)} binaries", remedy=f"write {several}")
        return jobs[0]

    async def start(
        self,
        job: Job,
        log: Path,
        *,
        timeout_s: float | None,
        sentinel: str | None = None,
        on_output: Callable[[str, bytes], None] = ignored,
    ) -> Conversation:
        """Boot ``job``; ``timeout_s`` and ``sentinel`` replace the binary's own.

        ``on_output`` takes what each console prints, by its name.
        """
        if timeout_s is not None:
            watchdog_s = self.settings.watchdog_s(timeout_s)
            job = msgspec.structs.replace(job, budget_s=timeout_s, watchdog_s=watchdog_s)
        if sentinel:
            binary = msgspec.structs.replace(job.binary, sentinel=sentinel)
            job = msgspec.structs.replace(job, binary=binary)
        _, scratch = await self._open()
        return start_conversation(job, log=log, scratch=scratch, on_output=on_output)

    async def close(self) -> None:
        """End every process and remove the scratch folder."""
        self._place, self._lanes, self._plan = None, (), None
        await self._stack.aclose()

    async def _open(self) -> tuple[Supervisor, Path]:
        if self._place is None:
            scratch = self._stack.enter_context(scratch_folder(self.settings.cache_folder))
            self._place = await self._stack.enter_async_context(Supervisor()), scratch
        return self._place


def _names(one: TestBinary | BinaryResult) -> tuple[str, str, str]:
    return one.name, f"{one.target}/{one.name}", one.key


def _key(one: Job | BinaryResult) -> str:
    return one.key if isinstance(one, BinaryResult) else one.binary.key
