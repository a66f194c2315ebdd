"""One run from settings to result: plan, build, boot, judge, tell. The rest of the package are its parts."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from harness import __version__
from harness.debugging import debug
from harness.errors import ExitCode, HarnessError
from harness.events import BinaryFinished, EventStream, Listener, Note, Planned, RunFinished, RunStarted
from harness.execution.scheduler import Scheduler
from harness.execution.scratch import scratch_folder
from harness.execution.supervisor import Supervisor
from harness.lanes import Lane, choices, lanes
from harness.model import BinaryResult, RunResult, TestBinary, Verdict
from harness.planning import Plan, job_for, prebuilt, prepare
from harness.reports.attach import attach
from harness.reports.folder import ReportFolder
from harness.settings import Settings
from harness.shards.part import known_durations
from harness.shards.plan import ShardPlan, make_plan

Result = TypeVar("Result")
CONSOLE_LOG = "console.log"
# What ends a run: Ctrl-C, a polite kill, the terminal that was closed (unless nohup has switched that off).
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_tests(settings: Settings, listeners: Sequence[Listener] = ()) -> RunResult:
    """Build, boot and judge everything that ``settings`` select; blocks until the end.

    An interruption (SIGINT, SIGTERM, SIGHUP) ends the run within moments: what did not run is ``not_run``,
    and every listener still gets :class:`~harness.events.RunFinished`.

    Raises:
        UsageError: unknown names, bad files.
        NothingToRunError: the selection is empty.
        EnvironmentMissingError: toolchain or simulator are missing, or the machine refuses.
        ReportError: the report folder cannot be written.
    """
    with reporting(settings, listeners) as report:
        return report.completed(blocking(_run(settings, report.folder, report.events)))


class Reporting:
    """The reports of one run; made by :func:`reporting`."""

    def __init__(self, settings: Settings, listeners: Sequence[Listener]) -> None:
        self.folder = ReportFolder(settings.report_folder)
        self.events = _stream(listeners)
        self.reports = attach(self.events, self.folder, settings)

    def completed(self, result: RunResult) -> RunResult:
        """``result`` with what went wrong with its reports, told where nobody has read it."""
        result = msgspec.structs.replace(result, notes=result.notes + self.reports.problems())
        if self.reports.silenced:
            for note in result.notes:
                print(f"harness: error: {note}", file=sys.stderr)
        return result


@contextlib.contextmanager
def reporting(settings: Settings, listeners: Sequence[Listener] = ()) -> Iterator[Reporting]:
    """Reports of a run that happens in this context; a run that never begins leaves no folder.

    Raises:
        ReportError: the report folder cannot be written.
    """
    report = Reporting(settings, listeners)
    try:
        yield report
    except HarnessError:  # a wrong name, nothing to run, no toolchain: nothing has happened yet
        report.folder.discard()
        raise
    finally:
        report.reports.close()


async def _run(settings: Settings, folder: ReportFolder, events: EventStream) -> RunResult:
    started = time.monotonic()
    async with workplace(settings) as (supervisor, scratch):
        chosen = lanes(settings, supervisor, partial=True)
        result = await run_round(settings, folder, events, chosen, supervisor, scratch)
    left_over = tuple(f"process {pid} was left over and was ended" for pid in supervisor.left_over)
    result = msgspec.structs.replace(
        result, duration_s=time.monotonic() - started, notes=result.notes + left_over
    )
    events.emit(RunFinished(result=result))
    return result


async def run_round(
    settings: Settings,
    folder: ReportFolder,
    events: EventStream,
    chosen: tuple[Lane, ...],
    supervisor: Supervisor,
    scratch: Path,
    narrow: Callable[[Plan], Plan] = lambda plan: plan,
) -> RunResult:
    """Build, boot and judge once; simulators that are warm stay so for the next round.

    ``narrow`` takes out of the plan what need not run; RunFinished is left to the caller.
    """
    started_at, started = time.time(), time.monotonic()
    events.emit(
        RunStarted(
            run_id=folder.run_id,
            report_folder=folder.path,
            jobs=settings.jobs,
            simulators={lane.target.name: named(lane) for lane in chosen},
        )
    )
    scheduler = Scheduler(
        slots=settings.jobs,
        scratch=scratch,
        log_path=lambda binary, attempt: folder.log(
            binary.target, binary.name, variant=binary.variant, attempt=attempt
        ),
        events=events,
        fail_fast=settings.fail_fast,
    )
    binaries: tuple[BinaryResult, ...] = ()
    interrupted = _interruption(scheduler)
    # a shard must have the keys of the whole run, whatever is missing here
    preparing = prepare(settings, chosen, supervisor, events, partial=settings.shard is None)
    plan = await _unless(interrupted, preparing)
    if plan is not None:
        plan = narrow(plan)
        for choice in choices(chosen):  # not earlier: a run that never begins is an error and no more
            events.emit(Note(text=choice))
        binaries = await _execute(plan, scheduler, events, fail_fast=settings.fail_fast)
    used = [lane.simulator for lane in chosen if not lane.missing]
    used += [job.simulator for job in plan.jobs] if plan is not None else []  # roomy ones may be others
    return RunResult(
        harness_version=__version__,
        run_id=folder.run_id,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        arguments=settings.arguments,
        working_folder=settings.working_folder,
        simulators={each.name: each.available().version for each in used},
        binaries=binaries,
        interrupted=interrupted.is_set(),
        notes=(*(plan.problems if plan is not None else ()), *scheduler.problems),
        shard=plan.shard if plan is not None else None,
    )


async def _execute(
    plan: Plan, scheduler: Scheduler, events: EventStream, *, fail_fast: bool
) -> tuple[BinaryResult, ...]:
    events.emit(Planned(binaries=tuple(job.binary for job in plan.jobs)))
    for failure in plan.failures:
        events.emit(BinaryFinished(result=failure))
        if fail_fast and not failure.accepted:
            scheduler.stop(f"stopped by --fail-fast after {failure.name} on {failure.target}")
    return (*plan.failures, *await scheduler.run(plan.jobs))


def build_only(settings: Settings, listeners: Sequence[Listener]) -> tuple[BinaryResult, ...]:
    """Build everything that ``settings`` select; returns what could not be built.

    Raises:
        as :func:`run_tests`, and KeyboardInterrupt.
    """

    async def build() -> tuple[BinaryResult, ...]:
        events = _stream(listeners)
        async with workplace(settings) as (supervisor, _):
            chosen = lanes(settings, supervisor, boots=False)
            plan = await prepare(settings, chosen, supervisor, events)
        events.emit(Planned(binaries=tuple(job.binary for job in plan.jobs)))
        for failure in plan.failures:
            events.emit(BinaryFinished(result=failure))
        return plan.failures

    return blocking(build())


def list_tests(settings: Settings, listeners: Sequence[Listener] = ()) -> tuple[TestBinary, ...]:
    """Build what must be built and list the binaries with their declared cases; boots nothing.

    Raises:
        as :func:`run_tests`, and KeyboardInterrupt.
    """

    async def plan() -> tuple[TestBinary, ...]:
        async with workplace(settings) as (supervisor, _):
            chosen = lanes(settings, supervisor, boots=False)
            planned = await prepare(settings, chosen, supervisor, _stream(listeners))
        return tuple(job.binary for job in planned.jobs)

    return blocking(plan())


def run_one(
    elf: Path, settings: Settings, on_console: Callable[[bytes], None], log: Path | None
) -> tuple[BinaryResult, tuple[str, ...]]:
    """Boot one binary, its console going to ``on_console`` and to ``log``.

    Returns:
        The result, and what the machine refused, such as room for ``log``.

    Raises:
        UsageError: the file is not fit for the target.
        EnvironmentMissingError: the simulator is missing.
    """

    async def run() -> tuple[BinaryResult, tuple[str, ...]]:
        async with workplace(settings) as (supervisor, scratch):
            lane = lanes(settings, supervisor)[0]
            binary = await prebuilt(elf, lane, settings, supervisor)
            scheduler = Scheduler(
                slots=1,
                scratch=scratch,
                log_path=lambda *_: log or scratch / CONSOLE_LOG,
                events=EventStream(),
                on_console=on_console,
            )
            interrupted = _interruption(scheduler)
            results = await scheduler.run([job_for(binary, lane, settings)])
            if interrupted.is_set():
                raise KeyboardInterrupt
        return results[0], tuple(scheduler.problems) if log else ()

    return blocking(run())


def debug_one(
    elf: Path,
    settings: Settings,
    *,
    port: int,
    on_console: Callable[[bytes], None],
    tell: Callable[[str], None],
) -> str:
    """Boot one binary halted under a GDB server, see :func:`harness.debugging.debug`; says why it ended.

    Raises:
        as :func:`run_one`, and KeyboardInterrupt.
    """

    async def run() -> str:
        async with workplace(settings) as (supervisor, scratch):
            lane = lanes(settings, supervisor)[0]
            binary = await prebuilt(elf, lane, settings, supervisor)
            return await debug(lane, binary, scratch, port=port, on_console=on_console, tell=tell)

    return blocking(run())


def exit_code_of(result: RunResult) -> ExitCode:
    """The exit code of a finished run, see ``docs/cli.md``."""
    if result.interrupted:
        return ExitCode.INTERRUPTED
    if result.notes:  # the machine refused something: the results are not all on disk
        return ExitCode.ENVIRONMENT
    if not result.binaries:  # of a shard, that may be: there are more shards than binaries
        return ExitCode.NOTHING_TO_RUN if result.shard is None else ExitCode.OK
    if all(binary.verdict is Verdict.SKIPPED for binary in result.binaries):
        return ExitCode.NOTHING_TO_RUN
    red = {binary.verdict for binary in result.binaries if not binary.accepted}
    if red == {Verdict.SIMULATOR_ERROR}:  # nothing was wrong but the machine
        return ExitCode.ENVIRONMENT
    return ExitCode.NOT_GREEN if red else ExitCode.OK


def plan_shards(
    settings: Settings,
    listeners: Sequence[Listener] = (),
    *,
    number: int | None,
    wall_s: float,
    per_target: bool,
) -> ShardPlan:
    """Build what must be built and plan shards of it; boots nothing.

    Args:
        number, wall_s: as for :func:`harness.shards.make_plan`.
        per_target: shards for each target of its own.

    Raises:
        as :func:`run_tests`, and KeyboardInterrupt.
    """

    async def plan() -> ShardPlan:
        events = _stream(listeners)
        async with workplace(settings) as (supervisor, _):
            chosen = lanes(settings, supervisor, boots=False)
            keys = (await prepare(settings, chosen, supervisor, events)).keys
        groups = {settings.targets: keys}
        if per_target:
            names = [lane.target.name for lane in chosen]
            groups = {(name,): tuple(key for key in keys if key.startswith(f"{name}/")) for name in names}
        recorded = known_durations(settings, events)
        return make_plan(groups, recorded, number=number, wall_s=wall_s, jobs=settings.jobs)

    return blocking(plan())


def named(lane: Lane) -> str:
    if lane.missing:
        return f"{lane.simulator.name} is missing"
    variant = "" if lane.variant == "native" else f", memory variant {lane.variant}"
    return f"{lane.simulator.name} {lane.simulator.available().version}{variant}"


def _stream(listeners: Sequence[Listener]) -> EventStream:
    events = EventStream()
    for listener in listeners:
        events.listen(listener)
    return events


@asynccontextmanager
async def workplace(settings: Settings) -> AsyncIterator[tuple[Supervisor, Path]]:
    """A supervisor and a scratch folder; both are gone at the end, whatever happened."""
    with scratch_folder(settings.cache_folder) as scratch:
        async with Supervisor() as supervisor:
            yield supervisor, scratch


def blocking(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end; :data:`SIGNALS` come out as KeyboardInterrupt after everything was cleaned up."""

    async def main() -> Result:
        task = asyncio.current_task()
        assert task is not None
        on_signals(task.cancel)
        try:
            return await coroutine
        finally:
            for number in SIGNALS:
                asyncio.get_running_loop().remove_signal_handler(number)

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def on_signals(handler: Callable[[], object]) -> None:
    """Call ``handler`` on SIGNALS from now on; where we are not the main thread, signals are not ours."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN or number is signal.SIGINT:
                loop.add_signal_handler(number, handler)


def _interruption(scheduler: Scheduler) -> asyncio.Event:
    """From now on a signal stops the scheduler and sets the event; results are still collected.

    It stays so until the loop ends: an impatient second Ctrl-C must not lose the reports.
    """
    interrupted = asyncio.Event()

    def stop() -> None:
        interrupted.set()
        scheduler.stop("the run was interrupted")

    on_signals(stop)
    return interrupted


async def _unless(interrupted: asyncio.Event, coroutine: Coroutine[Any, Any, Result]) -> Result | None:
    """The coroutine's result, or None as soon as ``interrupted`` is set."""
    task = asyncio.ensure_future(coroutine)
    signalled = asyncio.ensure_future(interrupted.wait())
    try:
        await asyncio.wait((task, signalled), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            return None
        return task.result()
    finally:
        signalled.cancel()
        task.cancel()
