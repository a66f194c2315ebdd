"""One run from settings to result: plan, build, boot, judge, tell. The rest of the package are its parts."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from harness import __version__
from harness.errors import ExitCode, HarnessError
from harness.events import BinaryFinished, EventStream, Listener, Planned, RunFinished, RunStarted
from harness.execution.scheduler import Scheduler
from harness.execution.scratch import scratch_folder
from harness.execution.supervisor import Supervisor
from harness.model import BinaryResult, RunResult, TestBinary, Verdict
from harness.planning import Lane, Plan, job_for, lanes, prebuilt, prepare
from harness.reports.attach import attach
from harness.reports.folder import ReportFolder
from harness.settings import Settings

Result = TypeVar("Result")
CONSOLE_LOG = "console.log"


def run_tests(settings: Settings, listeners: Sequence[Listener] = ()) -> RunResult:
    """Build, boot and judge everything that ``settings`` select; blocks until the end.

    An interruption (SIGINT, SIGTERM) ends the run within moments: what did not run is ``not_run``, and
    every listener still gets :class:`~harness.events.RunFinished`.

    Raises:
        UsageError: unknown names, bad files.
        NothingToRunError: the selection is empty.
        EnvironmentMissingError: toolchain or simulator are missing, or the machine refuses.
        ReportError: the report folder cannot be written.
    """
    folder = ReportFolder(settings.report_folder)
    events = _stream(listeners)
    reports = attach(events, folder, settings)
    try:
        result = _blocking(_run(settings, folder, events))
    except HarnessError:  # a wrong name, nothing to run, no toolchain: nothing has happened yet
        folder.discard()
        raise
    finally:
        reports.close()
    return msgspec.structs.replace(result, notes=result.notes + reports.problems())


async def _run(settings: Settings, folder: ReportFolder, events: EventStream) -> RunResult:
    started_at, started = time.time(), time.monotonic()
    async with _workplace(settings) as (supervisor, scratch):
        chosen = lanes(settings, supervisor)
        events.emit(
            RunStarted(
                run_id=folder.run_id,
                report_folder=folder.path,
                jobs=settings.jobs,
                simulators={lane.target.name: _named(lane) for lane in chosen},
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
        with _interruptible(scheduler) as interrupted:
            plan = await _unless(interrupted, prepare(settings, chosen, supervisor, events))
            if plan is not None:
                binaries = await _execute(plan, scheduler, events)
        notes = [*scheduler.problems]
    notes += [f"process {pid} was left over and was ended" for pid in supervisor.left_over]
    result = RunResult(
        harness_version=__version__,
        run_id=folder.run_id,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        arguments=settings.arguments,
        working_folder=settings.working_folder,
        simulators={lane.simulator.name: lane.simulator.available().version for lane in chosen},
        binaries=binaries,
        interrupted=interrupted.is_set(),
        notes=tuple(notes),
    )
    events.emit(RunFinished(result=result))
    return result


async def _execute(plan: Plan, scheduler: Scheduler, events: EventStream) -> tuple[BinaryResult, ...]:
    events.emit(Planned(binaries=tuple(job.binary for job in plan.jobs)))
    for failure in plan.failures:
        events.emit(BinaryFinished(result=failure))
    return (*plan.failures, *await scheduler.run(plan.jobs))


def build_only(settings: Settings, listeners: Sequence[Listener]) -> tuple[BinaryResult, ...]:
    """Build everything that ``settings`` select; returns what could not be built.

    Raises:
        as :func:`run_tests`, and KeyboardInterrupt.
    """

    async def build() -> tuple[BinaryResult, ...]:
        events = _stream(listeners)
        async with _workplace(settings) as (supervisor, _):
            plan = await prepare(settings, lanes(settings, supervisor), supervisor, events)
        events.emit(Planned(binaries=tuple(job.binary for job in plan.jobs)))
        for failure in plan.failures:
            events.emit(BinaryFinished(result=failure))
        return plan.failures

    return _blocking(build())


def list_tests(settings: Settings, listeners: Sequence[Listener] = ()) -> tuple[TestBinary, ...]:
    """Build what must be built and list the binaries with their declared cases; boots nothing.

    Raises:
        as :func:`run_tests`, and KeyboardInterrupt.
    """

    async def plan() -> tuple[TestBinary, ...]:
        async with _workplace(settings) as (supervisor, _):
            chosen = lanes(settings, supervisor)
            planned = await prepare(settings, chosen, supervisor, _stream(listeners))
        return tuple(job.binary for job in planned.jobs)

    return _blocking(plan())


def run_one(
    elf: Path, settings: Settings, on_console: Callable[[bytes], None], log: Path | None
) -> BinaryResult:
    """Boot one binary, its console going to ``on_console`` and to ``log``.

    Raises:
        UsageError: the file is not fit for the target.
        EnvironmentMissingError: the simulator is missing.
    """

    async def run() -> BinaryResult:
        async with _workplace(settings) as (supervisor, scratch):
            lane = lanes(settings, supervisor)[0]
            binary = await prebuilt(elf, lane, settings, supervisor)
            scheduler = Scheduler(
                slots=1,
                scratch=scratch,
                log_path=lambda *_: log or scratch / CONSOLE_LOG,
                events=EventStream(),
                on_console=on_console,
            )
            with _interruptible(scheduler) as interrupted:
                results = await scheduler.run([job_for(binary, lane, settings)])
            if interrupted.is_set():
                raise KeyboardInterrupt
        return results[0]

    return _blocking(run())


def exit_code_of(result: RunResult) -> ExitCode:
    """The exit code of a finished run, see ``docs/cli.md``."""
    if result.interrupted:
        return ExitCode.INTERRUPTED
    if result.notes:  # the machine refused something: the results are not all on disk
        return ExitCode.ENVIRONMENT
    if not result.binaries:
        return ExitCode.NOTHING_TO_RUN
    if all(binary.verdict is Verdict.SKIPPED for binary in result.binaries):
        return ExitCode.NOTHING_TO_RUN
    green = all(binary.verdict.green for binary in result.binaries)
    return ExitCode.OK if green else ExitCode.NOT_GREEN


def _named(lane: Lane) -> str:
    variant = "" if lane.variant == "native" else f", memory variant {lane.variant}"
    return f"{lane.simulator.name} {lane.simulator.available().version}{variant}"


def _stream(listeners: Sequence[Listener]) -> EventStream:
    events = EventStream()
    for listener in listeners:
        events.listen(listener)
    return events


@asynccontextmanager
async def _workplace(settings: Settings) -> AsyncIterator[tuple[Supervisor, Path]]:
    """A supervisor and a scratch folder; both are gone at the end, whatever happened."""
    with scratch_folder(settings.cache_folder) as scratch:
        async with Supervisor() as supervisor:
            yield supervisor, scratch


def _blocking(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end; SIGINT and SIGTERM come out as KeyboardInterrupt after everything was cleaned up."""

    async def main() -> Result:
        task = asyncio.current_task()
        assert task is not None
        with _handling(task.cancel):
            return await coroutine

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


@contextmanager
def _handling(handler: Callable[[], object]) -> Iterator[None]:
    """Call ``handler`` on SIGINT and SIGTERM; where we are not the main thread, signals are not ours."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in numbers:
            loop.add_signal_handler(number, handler)
    except (RuntimeError, ValueError, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


@contextmanager
def _interruptible(scheduler: Scheduler) -> Iterator[asyncio.Event]:
    """Let the first signal stop the scheduler and set the event; results are still collected."""
    interrupted = asyncio.Event()

    def stop() -> None:
        interrupted.set()
        scheduler.stop("the run was interrupted")

    with _handling(stop):
        yield interrupted


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
