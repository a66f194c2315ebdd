"""``harness validate``: a model's answers on targets against the reference interpreter's on the host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from harness import __version__
from harness.build import BuildContext
from harness.errors import HarnessError, SimulatorError
from harness.events import (
    BinaryFinished,
    BuildFinished,
    BuildStarted,
    EventStream,
    Planned,
    RunFinished,
    RunStarted,
)
from harness.lanes import Lane, lanes
from harness.model import BinaryResult, CaseFailure, CaseResult, Metric, RunResult, Value, Verdict
from harness.models.client import LinkLostError
from harness.models.compare import Comparison, Tolerance, compare
from harness.models.firmware import SUITE, Firmware, FirmwareOptions, build_context, build_firmware
from harness.models.inputs import InputSet
from harness.models.reference import LITERT, Array, name_of
from harness.models.reference.isolated import reference_outputs
from harness.models.session import DEFAULT_TIMEOUT_S, Session, boot
from harness.models.spec import ModelFile
from harness.outcome import footprint_metrics
from harness.pipeline import blocking, named, reporting, workplace
from harness.reports.folder import ReportFolder
from harness.settings import Settings


class Plan(Value, frozen=True, kw_only=True):
    """What is validated, with which inputs, and how close is close enough."""

    model: ModelFile
    inputs: tuple[InputSet, ...]
    tolerance: Tolerance = Tolerance()
    firmware: FirmwareOptions = FirmwareOptions()
    reference: str = LITERT


class TargetReport(Value, frozen=True, kw_only=True):
    """One target: ``inputs[i]`` are the comparisons of the i-th input's outputs, as far as it came."""

    target: str
    simulator: str
    inputs: tuple[tuple[Comparison, ...], ...]
    repeated_frames: int = 0


class Validation(Value, frozen=True, kw_only=True):
    """Everything that was compared; what ``validate.json`` holds."""

    model: str
    reference: str
    outputs: tuple[str, ...]
    targets: tuple[TargetReport, ...]


def validate(plan: Plan, settings: Settings) -> tuple[RunResult, Validation, Path]:
    """Run ``plan`` on the targets of ``settings``; returns the result, the numbers and the report folder.

    Raises:
        UsageError: the model, the inputs or a target are not fit.
        EnvironmentMissingError: a library, the toolchain or a simulator is missing.
    """
    reference = name_of(plan.model, plan.reference)
    with reporting(settings) as report:
        result, targets = blocking(_run(plan, settings, report.folder, report.events))
        result = report.completed(result)
    numbers = Validation(
        model=str(plan.model.path),
        reference=reference,
        outputs=tuple(each.name for each in plan.model.outputs),
        targets=targets,
    )
    return result, numbers, report.folder.path


async def _run(
    plan: Plan,
    settings: Settings,
    folder: ReportFolder,
    events: EventStream,
) -> tuple[RunResult, tuple[TargetReport, ...]]:
    started_at, started = time.time(), time.monotonic()
    async with workplace(settings) as (supervisor, scratch):
        chosen = lanes(settings, supervisor)
        simulators = {lane.target.name: named(lane) for lane in chosen}
        events.emit(
            RunStarted(
                run_id=folder.run_id, report_folder=folder.path, jobs=settings.jobs, simulators=simulators
            )
        )
        wanted = await reference_outputs(
            plan.model, plan.inputs, scratch / "reference", supervisor, kind=plan.reference
        )
        context = build_context(settings, supervisor)
        built = [await _built(plan, lane, context, events) for lane in chosen]
        events.emit(Planned(binaries=tuple(each.binary for each in built if isinstance(each, Firmware))))
        slots = asyncio.Semaphore(max(1, settings.jobs))

        async def one(lane: Lane, firmware: Firmware | BinaryResult) -> tuple[BinaryResult, TargetReport]:
            report = TargetReport(target=lane.target.name, simulator=lane.simulator.name, inputs=())
            if isinstance(firmware, BinaryResult):
                events.emit(BinaryFinished(result=firmware))
                return firmware, report
            async with slots:
                log = folder.log(lane.target.name, plan.model.name, variant=lane.variant)
                result, report = await _on_target(
                    plan, wanted, firmware, lane, report, log, scratch, settings
                )
            events.emit(BinaryFinished(result=result))
            return result, report

        found = await asyncio.gather(*(one(*each) for each in zip(chosen, built, strict=True)))
    run = RunResult(
        harness_version=__version__,
        run_id=folder.run_id,
        started_at=started_at,
        duration_s=time.monotonic() - started,
        arguments=settings.arguments,
        working_folder=settings.working_folder,
        simulators={lane.simulator.name: lane.simulator.available().version for lane in chosen},
        binaries=tuple(result for result, _ in found),
    )
    events.emit(RunFinished(result=run))
    return run, tuple(report for _, report in found)


async def _built(
    plan: Plan, lane: Lane, context: BuildContext, events: EventStream
) -> Firmware | BinaryResult:
    about = {"suite": SUITE, "target": lane.target.name, "variant": lane.variant}
    events.emit(BuildStarted(**about))
    started = time.monotonic()
    built = await build_firmware(
        plan.model, lane, context.watched(events.build_progress(**about)), plan.firmware
    )
    events.emit(BuildFinished(**about, ok=True, built=0, duration_s=time.monotonic() - started))
    return built


async def _on_target(
    plan: Plan,
    wanted: Sequence[tuple[Array, ...]],
    firmware: Firmware,
    lane: Lane,
    report: TargetReport,
    log: Path,
    scratch: Path,
    settings: Settings,
) -> tuple[BinaryResult, TargetReport]:
    started = time.monotonic()
    cases: list[CaseResult] = []
    compared: list[tuple[Comparison, ...]] = []
    stack: list[Metric] = []
    lost: HarnessError | None = None
    timeout_s = settings.timeout_s or DEFAULT_TIMEOUT_S
    repeated = 0
    try:
        async with boot(
            firmware, lane, log=log, scratch=scratch, timeout_s=timeout_s, inferences=len(plan.inputs)
        ) as session:
            for number, inputs in enumerate(plan.inputs):
                case, comparisons = await _one(plan, session, number, inputs, wanted[number])
                cases.append(case)
                compared.append(comparisons)
            await session.end()
            repeated = session.client.repeated
            if session.stack_bytes is not None:
                stack = [Metric(name="stack", value=session.stack_bytes, unit="bytes", source="firmware")]
    except (LinkLostError, SimulatorError) as error:
        lost = error
    result = _conclude(plan, firmware, lane, cases, lost)
    result = msgspec.structs.replace(
        result,
        metrics=(*footprint_metrics(firmware.binary, firmware.target), *firmware.metrics(), *stack),
        duration_s=time.monotonic() - started,
        log=log,
    )
    return result, msgspec.structs.replace(report, inputs=tuple(compared), repeated_frames=repeated)


async def _one(
    plan: Plan, session: Session, number: int, inputs: InputSet, wanted: tuple[Array, ...]
) -> tuple[CaseResult, tuple[Comparison, ...]]:
    started = time.monotonic()
    outputs, _ = await session.client.invoke(inputs)
    comparisons = tuple(
        compare(got, reference, spec, plan.tolerance)
        for got, reference, spec in zip(outputs, wanted, plan.model.outputs, strict=True)
    )
    failures = tuple(CaseFailure(message=mismatch(each)) for each in comparisons if not each.ok)
    case = CaseResult(
        name=_case_name(number, len(plan.inputs)),
        verdict=Verdict.FAILED if failures else Verdict.PASSED,
        failures=failures,
        reason=failures[0].message if failures else "",
        duration_s=time.monotonic() - started,
    )
    return case, comparisons


def mismatch(comparison: Comparison) -> str:
    """``output y: 3 of 10 elements beyond tolerance, first [0,2] is 7, reference 4; worst error 3``"""
    text = (
        f"output {comparison.output}: {comparison.beyond} of {comparison.elements} elements beyond tolerance"
    )
    if comparison.first is not None:
        index = ",".join(map(str, comparison.first.index))
        text += (
            f", first [{index}] is {comparison.first.target:.9g}, reference {comparison.first.reference:.9g}"
        )
    return f"{text}; worst error {comparison.max_error:g}"


def _conclude(
    plan: Plan, firmware: Firmware, lane: Lane, cases: list[CaseResult], lost: HarnessError | None
) -> BinaryResult:
    """The verdict over all inputs; what came after the firmware was lost did not run."""
    total = len(plan.inputs)
    failed = sum(case.verdict is not Verdict.PASSED for case in cases)
    verdict = Verdict.FAILED if failed else Verdict.PASSED
    reason = f"{failed} of {total} inputs disagree with the reference" if failed else ""
    about = BinaryResult(
        name=firmware.binary.name,
        suite=SUITE,
        target=lane.target.name,
        variant=lane.variant,
        simulator=lane.simulator.name,
        verdict=verdict,
        reason=reason,
        elf=firmware.binary.elf,
    )
    if lost is None:
        return msgspec.structs.replace(about, cases=tuple(cases))
    concluded = lost.result if isinstance(lost, LinkLostError) else None
    verdict = concluded.verdict if concluded is not None else Verdict.SIMULATOR_ERROR
    if isinstance(lost, LinkLostError) and concluded is None:
        verdict = Verdict.TIMED_OUT
    elif verdict.green or verdict is Verdict.FAILED:  # it ended by itself, which a runner does not do
        verdict = Verdict.INCOMPLETE
    culprit = len(cases)
    missing = [
        CaseResult(
            name=_case_name(number, total),
            verdict=verdict if number == culprit else Verdict.NOT_RUN,
            reason=lost.message if number == culprit else "the firmware was lost before",
        )
        for number in range(culprit, total)
    ]
    return msgspec.structs.replace(
        about,
        verdict=verdict,
        reason=f"input {min(culprit, total - 1)}: {lost.message}",
        cases=(*cases, *missing),
        evidence=concluded.evidence if concluded is not None else (),
        fault=concluded.fault if concluded is not None else None,
    )


def _case_name(number: int, total: int) -> str:
    return f"input_{number:0{len(str(total - 1))}d}"


def write(validation: Validation, folder: Path) -> tuple[Path, ...]:
    """Write ``validate.json`` and ``errors.html`` into ``folder``.

    Raises:
        ReportError: they cannot be written.
    """
    from harness.models.plot import page
    from harness.reports.files import cannot_write

    texts = {"validate.json": msgspec.json.encode(validation), "errors.html": page(validation).encode()}
    for name, data in texts.items():
        try:
            (folder / name).write_bytes(data)
        except OSError as error:
            raise cannot_write(folder / name, error) from error
    return tuple(folder / name for name in texts)
