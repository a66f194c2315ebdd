"""What a run consists of: targets and their simulators, suites, binaries."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable
from pathlib import Path

import msgspec

from harness.build.context import BuildContext
from harness.errors import NothingToRunError, UsageError
from harness.events import BuildFinished, BuildStarted, EventStream
from harness.execution.scheduler import Job
from harness.execution.supervisor import Supervisor
from harness.model import BinaryResult, Target, TestBinary, Value
from harness.selection import by_keyword, by_name, parse_keyword
from harness.settings import Settings
from harness.simulators.protocol import Simulator
from harness.simulators.registry import AUTO, all_simulators, choose
from harness.suggest import did_you_mean
from harness.suites import Suite, create, create_all, is_suite
from harness.targets import load_targets, select_targets


class Lane(Value, frozen=True, kw_only=True):
    """One target with the simulator that runs it and the memory variant that this needs."""

    target: Target
    simulator: Simulator
    variant: str


class Plan(Value, frozen=True, kw_only=True):
    """Everything that will be run, and what could not even be built."""

    jobs: tuple[Job, ...]
    failures: tuple[BinaryResult, ...]


def lanes(settings: Settings, supervisor: Supervisor) -> tuple[Lane, ...]:
    """Targets of ``settings`` with their simulators.

    Raises:
        UsageError: an unknown target or simulator, or one that cannot run the other.
        EnvironmentMissingError: the simulator is not installed.
    """
    targets = select_targets(load_targets(settings.platform_folders), settings.targets)
    simulators = all_simulators(supervisor)
    found = []
    for target in targets:
        simulator = choose(simulators, settings.simulator, target)
        found.append(Lane(target=target, simulator=simulator, variant=simulator.supports(target) or "native"))
    return tuple(found)


def suites_and_patterns(settings: Settings) -> tuple[tuple[Suite, ...], tuple[str, ...]]:
    """Split the selectors: suites and paths replace the configured suites, the rest are name patterns.

    Raises:
        UsageError: a selector looks like a path and there is nothing.
    """
    named, patterns = [], []
    for selector in settings.selectors:
        path = settings.working_folder / selector
        if is_suite(selector) or path.exists():
            named.append(selector)
        elif selector.endswith((".elf", ".axf", ".out", "/")) and not any(c in selector for c in "*?["):
            raise UsageError(f"{selector}: no such file", remedy="name an ELF file, a folder, or a suite")
        elif selector.endswith(".elf"):
            named.append(selector)
        else:
            patterns.append(selector)
    chosen = tuple(named) or settings.suites
    return create_all(chosen, settings.working_folder), tuple(patterns)


async def prepare(
    settings: Settings, chosen: Iterable[Lane], supervisor: Supervisor, events: EventStream
) -> Plan:
    """Build what must be built and list what there is.

    Raises:
        NothingToRunError: the selection is empty.
        UsageError: a bad selector, expression or file.
        EnvironmentMissingError: the toolchain is missing.
    """
    parse_keyword(settings.keyword or "any")  # a mistake should not cost a build
    suites, patterns = suites_and_patterns(settings)
    work = [(suite, lane) for lane in chosen for suite in suites]
    slots = asyncio.Semaphore(max(1, settings.jobs))
    context = BuildContext(
        cache_folder=settings.cache_folder,
        jobs=max(1, settings.jobs // max(1, min(len(work), settings.jobs))),
        supervisor=supervisor,
    )

    async def one(suite: Suite, lane: Lane) -> tuple[list[Job], list[BinaryResult]]:
        async with slots:
            variant = lane.target.variant(lane.variant)
            events.emit(BuildStarted(suite=suite.name, target=lane.target.name, variant=lane.variant))
            started = asyncio.get_running_loop().time()
            prepared = await suite.prepare(lane.target, variant, context)
            events.emit(
                BuildFinished(
                    suite=suite.name,
                    target=lane.target.name,
                    variant=lane.variant,
                    ok=not prepared.failures,
                    duration_s=asyncio.get_running_loop().time() - started,
                    built=prepared.built,
                )
            )
        jobs = [
            job_for(binary, lane, settings, remarks=prepared.remarks.get(binary.name, ()))
            for binary in prepared.binaries
        ]
        return jobs, list(prepared.failures)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(suite, lane)) for suite, lane in work]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None  # one line about the first is what a user can act on
    every_job = [job for task in tasks for job in task.result()[0]]
    jobs = [
        job
        for job in every_job
        if by_name(job.binary, patterns)
        and by_keyword(job.binary, settings.keyword)
        and (not settings.only or job.binary.key in settings.only)
    ]
    failures = [failure for task in tasks for failure in task.result()[1]]
    failures = [
        each
        for each in failures
        if by_name(_as_binary(each), patterns) and (not settings.only or each.key in settings.only)
    ]
    if not jobs and not failures:
        raise nothing(settings, patterns, [job.binary for job in every_job])
    return Plan(jobs=tuple(jobs), failures=tuple(failures))


async def prebuilt(elf: Path, lane: Lane, settings: Settings, supervisor: Supervisor) -> TestBinary:
    """The one binary ``elf``, checked against the lane's target.

    Raises:
        UsageError: there is no such file, or it is not fit for the target.
    """
    context = BuildContext(cache_folder=settings.cache_folder, jobs=1, supervisor=supervisor)
    suite = create(str(elf), settings.working_folder)
    prepared = await suite.prepare(lane.target, lane.target.variant(lane.variant), context)
    if not prepared.binaries:
        raise UsageError(f"{elf}: {prepared.failures[0].reason}", remedy="name one ELF file for this target")
    return prepared.binaries[0]


def job_for(binary: TestBinary, lane: Lane, settings: Settings, *, remarks: tuple[str, ...] = ()) -> Job:
    """The job for one binary, with its budgets from ``settings``."""
    budget_s = settings.budget_s(binary, lane.target)
    return Job(
        binary=msgspec.structs.replace(binary, sentinel=binary.sentinel or settings.sentinel),
        target=lane.target,
        simulator=lane.simulator,
        budget_s=budget_s,
        watchdog_s=settings.watchdog_s(budget_s),
        retries=settings.retries,
        remarks=remarks,
        rerun=rerun_command(binary, settings),
    )


def rerun_command(binary: TestBinary, settings: Settings) -> str:
    """The command that runs just this binary again, to be pasted into a shell."""
    words = ["harness", "test"]
    if is_suite(binary.suite):
        words.append(binary.name)
        if binary.suite != "micro_tests":
            words += ["--suite", binary.suite]
    else:
        words.append(_short(binary.elf, settings.working_folder))
    words += ["--target", binary.target]
    if settings.simulator != AUTO:
        words += ["--simulator", settings.simulator]
    for folder in settings.platform_folders:
        words += ["--platform-dir", _short(folder, settings.working_folder)]
    if settings.timeout_s is not None:
        words += ["--timeout", f"{settings.timeout_s:g}"]
    return shlex.join(words)


def nothing(settings: Settings, patterns: tuple[str, ...], binaries: list[TestBinary]) -> NothingToRunError:
    """Say why the selection is empty."""
    if patterns:
        names = sorted({binary.name for binary in binaries})
        hint = did_you_mean(patterns[0], names)
        return NothingToRunError(
            f"no binary is named {', '.join(patterns)}", remedy=hint or "`harness list tests` shows all"
        )
    if settings.keyword:
        return NothingToRunError(
            f"-k {settings.keyword!r} matches none of {len(binaries)} binaries",
            remedy="`harness list tests` shows all",
        )
    return NothingToRunError(
        f"{', '.join(settings.suites)} has no binaries for {', '.join(settings.targets)}",
        remedy="`harness list tests` shows what there is",
    )


def _as_binary(result: BinaryResult) -> TestBinary:
    return TestBinary(
        name=result.name,
        suite=result.suite,
        target=result.target,
        elf=result.elf or Path(),
        variant=result.variant,
    )


def _short(path: Path, folder: Path) -> str:
    try:
        return str(path.relative_to(folder))
    except ValueError:
        return str(path)
