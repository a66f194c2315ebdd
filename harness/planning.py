"""What a run consists of: targets and their simulators, suites, binaries."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from harness.build.context import BuildContext
from harness.consoles import consoles_of
from harness.dialogues.script import Script, check_consoles
from harness.errors import EnvironmentMissingError, NothingToRunError, UsageError
from harness.events import BuildFinished, BuildStarted, EventStream, Note
from harness.execution.scheduler import Job
from harness.execution.supervisor import Supervisor
from harness.known import Known, load_known, settle, strangers
from harness.lanes import Lane as Lane
from harness.lanes import for_suite, with_profiles
from harness.lanes import lanes as lanes
from harness.missing import is_whole_suite, without_simulator, without_tools
from harness.model import BinaryResult, Image, Shard, TestBinary, Value, Verdict
from harness.reports.text import count
from harness.selection import by_keyword, by_name, names_of, parse_keyword, unmatched
from harness.settings import Settings
from harness.shards.part import own_keys
from harness.simulators.registry import AUTO
from harness.suggest import did_you_mean
from harness.suites import Prepared, Suite, create, create_all, is_suite
from harness.suites.concerned import concerns, nothing_concerned
from harness.suites.prebuilt import PrebuiltSuite, is_glob, is_present
from harness.suites.tflm import OURS, TflmOptions, TflmSuite

EXPECTATIONS = Path(__file__).parent / "suites" / "tflm" / "expectations.toml"


class Plan(Value, frozen=True, kw_only=True):
    """Everything that will be run, and what could not even be built; ``problems`` are of the machine."""

    jobs: tuple[Job, ...]
    failures: tuple[BinaryResult, ...]
    problems: tuple[str, ...] = ()
    shard: Shard | None = None  # where this is not the whole selection

    @property
    def keys(self) -> tuple[str, ...]:
        """All binaries, whether there is something to boot or not."""
        return (*(job.binary.key for job in self.jobs), *(each.key for each in self.failures))


def suites_and_patterns(settings: Settings) -> tuple[tuple[Suite, ...], tuple[str, ...]]:
    """Split the selectors: suites and paths replace the configured suites, the rest are name patterns.

    Raises:
        UsageError: a selector looks like a path and there is nothing.
    """
    named, patterns = [], []
    for selector in settings.selectors:
        path = settings.working_folder / selector
        if is_suite(selector) or selector in settings.own_suites or is_present(path):
            named.append(selector)
        elif not _looks_like_a_path(selector):
            patterns.append(selector)
        elif is_glob(selector):
            named.append(selector)
        else:
            raise UsageError(
                f"{selector}: no such file or folder", remedy="name an ELF file, a folder, or a suite"
            )
    chosen = tuple(named) or settings.suites
    suites = create_all(
        chosen,
        settings.working_folder,
        tflm=tflm_options(settings),
        commands=settings.command_suites,
        dialogues=settings.dialogues,
        beside=settings.beside,
    )
    if settings.beside and not any(isinstance(suite, PrebuiltSuite) for suite in suites):
        raise UsageError(
            "--beside goes with ELF files, and none is named", remedy="name one, or leave it out"
        )
    return suites, tuple(patterns)


def tflm_options(settings: Settings) -> TflmOptions:
    """What ``settings`` wish of suite tflm."""
    return TflmOptions(
        root=settings.tflm_root,
        board=settings.tflm_board,
        kernels=settings.tflm_kernels,
        build_type=settings.tflm_build_type,
        make_args=settings.tflm_make_args,
    )


def _looks_like_a_path(selector: str) -> bool:
    """``target/name`` does not; what was written as a path has been made absolute by now."""
    return Path(selector).is_absolute() or selector.endswith((".elf", ".axf", ".out", "/"))


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What one suite has for one target."""

    lane: Lane
    jobs: tuple[Job, ...] = ()
    failures: tuple[BinaryResult, ...] = ()
    refused: EnvironmentMissingError | None = None  # why there is nothing of it


async def prepare(
    settings: Settings,
    chosen: Iterable[Lane],
    supervisor: Supervisor,
    events: EventStream,
    *,
    partial: bool = False,
) -> Plan:
    """Build what must be built and list what there is.

    Args:
        partial: a target whose tools are missing is a result that says so, as long as there is another.

    Raises:
        NothingToRunError: the selection is empty.
        UsageError: a bad selector, expression or file.
        EnvironmentMissingError: the toolchain is missing.
    """
    parse_keyword(settings.keyword or "any")  # a mistake should not cost a build
    suites, patterns = suites_and_patterns(settings)
    work = [
        (suite, each)
        for lane in chosen
        for suite in suites
        if concerns(suite, lane.target, settings)
        for each in _lanes_of(suite, lane, settings)
    ]
    if not work:
        raise nothing_concerned(suites, settings)
    folders = {(suite.name, lane.target.name) for suite, lane in work}  # profiles of a target share one
    own = quarantine(settings)
    known = own + _shipped(settings, suites)

    def selected(binary: TestBinary) -> bool:
        # of a suite that could not be built at all, the last run knows no more than its name
        keys = {binary.key, msgspec.structs.replace(binary, name=binary.suite).key}
        return (
            by_name(binary, patterns)
            and by_keyword(binary, settings.keyword)
            and not (settings.only and keys.isdisjoint(settings.only))
        )

    slots = asyncio.Semaphore(max(1, settings.jobs))
    context = BuildContext(
        cache_folder=settings.cache_folder,
        jobs=max(1, settings.jobs // max(1, min(len(folders), settings.jobs))),
        supervisor=supervisor,
        wants=selected,
        alone=len({lane.target.name for _, lane in work}) == 1,
        tell=lambda text: events.emit(Note(text=text)),
    )
    names: set[str] = set()
    every_name: set[str] = set()

    async def one(suite: Suite, lane: Lane) -> _Part:
        async with slots:
            variant = lane.target.variant(lane.variant)
            events.emit(BuildStarted(suite=suite.name, target=lane.target.name, variant=lane.variant))
            started = asyncio.get_running_loop().time()
            progress = events.build_progress(suite=suite.name, target=lane.target.name, variant=lane.variant)
            refused = None
            try:
                prepared = await suite.prepare(lane.board, variant, context.watched(progress))
            except EnvironmentMissingError as error:
                if not partial:
                    raise
                refused, prepared = error, Prepared(failures=(without_tools(suite, lane, error),))
            # files that somebody else built cannot fail to build here
            builds = is_suite(suite.name) or suite.name in settings.command_suites
            errors = [each for each in prepared.failures if each.verdict is Verdict.BUILD_ERROR]
            unbuilt = errors if builds else []
            events.emit(
                BuildFinished(
                    suite=suite.name,
                    target=lane.target.name,
                    variant=lane.variant,
                    ok=not unbuilt,
                    duration_s=asyncio.get_running_loop().time() - started,
                    built=prepared.built,
                    message=f"{count(len(unbuilt), 'binary', 'binaries')} could not be built",
                )
            )
        names.update(prepared.known, (binary.name for binary in prepared.binaries))
        there = {*prepared.known, *(each.name for each in prepared.binaries)}
        there.update(each.name for each in prepared.failures)
        every_name.update(*(names_of(each, lane.target.name, suite.name) for each in there))
        binaries = [msgspec.structs.replace(each, profile=lane.profile) for each in prepared.binaries]
        failures = [msgspec.structs.replace(each, profile=lane.profile) for each in prepared.failures]
        if lane.missing:
            failures += [
                without_simulator(each, lane, rerun_command(each, settings))
                for each in binaries
                if selected(each)
            ]
            binaries = []
        return _Part(
            lane=lane,
            jobs=tuple(
                job_for(
                    each,
                    lane,
                    settings,
                    remarks=prepared.remarks.get(each.name, ()),
                    known=known,
                    script=prepared.scripts.get(each.name),
                )
                for each in binaries
                if selected(each)
            ),
            failures=tuple(settle(each, known, date.today()) for each in failures),
            refused=refused,
        )

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(suite, lane)) for suite, lane in work]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None  # one line about the first is what a user can act on
    parts = [task.result() for task in tasks]
    refusals = [part.refused for part in parts if part.refused is not None]
    if refusals and len(refusals) == len(parts):
        raise refusals[0]
    jobs = [job for part in parts for job in part.jobs]
    failures = [
        each
        for part in parts
        for each in part.failures
        if is_whole_suite(each)
        or (by_name(_as_binary(each), patterns) and (not settings.only or each.key in settings.only))
    ]
    strange = () if any(map(is_whole_suite, failures)) else unmatched(patterns, every_name)
    if strange or (not jobs and not failures):
        raise nothing(settings, strange, names)
    if not (settings.selectors or settings.only):  # names of suites that are not run are none
        for text in strangers(own, names | {each.name for each in failures}):
            events.emit(Note(text=f"{settings.quarantine}: {text}"))
    problems = [
        part.lane.missing or f"{part.lane.target.name}: {part.refused}"
        for part in parts
        if part.lane.missing or part.refused
    ]
    plan = Plan(jobs=tuple(jobs), failures=tuple(failures), problems=tuple(dict.fromkeys(problems)))
    return plan if settings.shard is None else _part(plan, settings, events)


def _lanes_of(suite: Suite, lane: Lane, settings: Settings) -> Iterable[Lane]:
    return with_profiles(lane, settings) if suite.name == TflmSuite.name else (for_suite(lane, suite.name),)


def _part(plan: Plan, settings: Settings, events: EventStream) -> Plan:
    """What this machine runs of ``plan``."""
    own, shard = own_keys(settings, plan.keys, events)
    return Plan(
        jobs=tuple(job for job in plan.jobs if job.binary.key in own),
        failures=tuple(each for each in plan.failures if each.key in own),
        problems=plan.problems,
        shard=shard,
    )


async def prebuilt(elf: Path, lane: Lane, settings: Settings, supervisor: Supervisor) -> TestBinary:
    """The one binary ``elf``, checked against the lane's target.

    Raises:
        UsageError: there is no such file, or it is not fit for the target.
    """
    if is_suite(str(elf)) or elf.is_dir():
        raise UsageError(
            f"{elf}: is a {'folder' if elf.is_dir() else 'suite'}, expected one ELF file",
            remedy="name the file, or run all of it with `harness test`",
        )
    context = BuildContext(cache_folder=settings.cache_folder, jobs=1, supervisor=supervisor)
    suite = create(str(elf), settings.working_folder, beside=settings.beside)
    prepared = await suite.prepare(lane.board, lane.target.variant(lane.variant), context)
    if not prepared.binaries:
        raise UsageError(f"{elf}: {prepared.failures[0].reason}", remedy="name one ELF file for this target")
    return prepared.binaries[0]


def quarantine(settings: Settings) -> tuple[Known, ...]:
    """The known trouble of the user's own.

    Raises:
        ConfigError: a mistake in the file.
    """
    return load_known(settings.quarantine) if settings.quarantine is not None else ()


def _shipped(settings: Settings, suites: Iterable[Suite]) -> tuple[Known, ...]:
    """The known trouble that comes with harness; there is a list for suite tflm alone."""
    if not any(suite.name == TflmSuite.name for suite in suites):
        return ()
    return load_known(settings.tflm_expectations or EXPECTATIONS)


def job_for(
    binary: TestBinary,
    lane: Lane,
    settings: Settings,
    *,
    remarks: tuple[str, ...] = (),
    known: tuple[Known, ...] = (),
    script: Script | None = None,
) -> Job:
    """The job for one binary, with its budgets from ``settings``.

    Raises:
        ConfigError: ``script`` is for a console that is not there.
    """
    if script is not None:
        check_consoles(script, consoles_of(lane.target, lane.simulator.name, binary.variant))
    budget_s = settings.budget_s(binary, lane.target)
    return Job(
        binary=msgspec.structs.replace(binary, sentinel=binary.sentinel or settings.sentinel),
        target=lane.target,
        simulator=lane.simulator,
        budget_s=budget_s,
        watchdog_s=settings.watchdog_s(budget_s),
        retries=settings.retries,
        fail_on_flaky=settings.fail_on_flaky,
        remarks=remarks,
        known=known,
        script=script,
        rerun=rerun_command(binary, settings),
    )


def rerun_command(binary: TestBinary, settings: Settings) -> str:
    """The command that runs just this binary again, to be pasted into a shell."""
    words = [settings.program, "test"]
    if binary.suite in settings.dialogues:
        words += ["--suite", binary.suite]
    elif is_suite(binary.suite) or binary.suite in settings.command_suites:
        words.append(binary.name)
        if binary.suite != "micro_tests":
            words += ["--suite", binary.suite]
        if binary.suite == TflmSuite.name:
            words += _tflm_words(binary, settings)
    else:
        words.append(_short(binary.elf, settings.working_folder))
        words += [word for image in binary.images for word in ("--beside", _beside(image, settings))]
    words += ["--target", binary.target]
    if settings.simulator != AUTO:
        words += ["--simulator", settings.simulator]
    for folder in settings.platform_folders:
        words += ["--platform-dir", _short(folder, settings.working_folder)]
    if settings.timeout_s is not None:
        words += ["--timeout", f"{settings.timeout_s:g}"]
    return shlex.join(words)


def _tflm_words(binary: TestBinary, settings: Settings) -> list[str]:
    words = ["--tflm-root", _short(settings.tflm_root, settings.working_folder)] if settings.tflm_root else []
    if settings.tflm_board != OURS:
        words += ["--tflm-board", settings.tflm_board]
    if settings.tflm_kernels:
        words += ["--kernels", settings.tflm_kernels]
    if settings.tflm_build_type:
        words += ["--build-type", settings.tflm_build_type]
    for each in settings.tflm_make_args:
        words += ["--make-arg", each]
    return words + (["--profile", binary.profile] if binary.profile else [])


def nothing(settings: Settings, patterns: tuple[str, ...], names: Collection[str]) -> NothingToRunError:
    """Say why the selection is empty; ``names`` are those of all binaries."""
    if patterns:
        hint = did_you_mean(patterns[0], sorted(names))
        return NothingToRunError(
            f"no binary is named {', '.join(patterns)}", remedy=hint or "`harness list tests` shows all"
        )
    if settings.keyword:
        return NothingToRunError(
            f"-k {settings.keyword!r} matches none of {count(len(names), 'binary', 'binaries')}",
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


def _beside(image: Image, settings: Settings) -> str:
    address = "" if image.address is None else f"@0x{image.address:x}"
    return _short(image.path, settings.working_folder) + address


def _short(path: Path, folder: Path) -> str:
    try:
        return str(path.relative_to(folder))
    except ValueError:
        return str(path)
