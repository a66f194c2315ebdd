"""Results and event sequences that look like real runs; shared by the tests of the reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.events import (
    BinaryFinished,
    BinaryStarted,
    BuildFinished,
    BuildStarted,
    CaseFinished,
    Event,
    Note,
    Planned,
    RunFinished,
    RunStarted,
)
from harness.model import (
    Attempt,
    BinaryResult,
    CaseFailure,
    CaseResult,
    DeclaredCase,
    Dialect,
    Ending,
    EndingKind,
    Fault,
    Judgement,
    Metric,
    RunResult,
    TestBinary,
    Verdict,
)

STARTED_AT = 1795219390.0  # 2026-11-21 00:43:10 UTC
WORKING_FOLDER = Path("/project")


def case(name: str, verdict: Verdict = Verdict.PASSED, **more: object) -> CaseResult:
    return CaseResult(name=name, verdict=verdict, **more)  # type: ignore[arg-type]


def failed_case(name: str, message: str = "Expression:  a == b\nEvaluated:   3 == 4") -> CaseResult:
    failure = CaseFailure(message=message, file="kernels/conv_test.cc", line=88)
    return CaseResult(name=name, verdict=Verdict.FAILED, failures=(failure,), duration_s=0.004)


def result(name: str = "conv_test", verdict: Verdict = Verdict.PASSED, **more: object) -> BinaryResult:
    values: dict[str, object] = {
        "name": name,
        "suite": "micro_tests",
        "target": "bluepill",
        "variant": "native",
        "simulator": "qemu",
        "verdict": verdict,
        "reason": "" if verdict is Verdict.PASSED else f"the reason of {name}",
        "duration_s": 0.024,
    }
    return BinaryResult(**(values | more))  # type: ignore[arg-type]


def attempt(
    verdict: Verdict, *cases: CaseResult, reason: str = "why", evidence: tuple[str, ...] = ("the line",)
) -> Attempt:
    return Attempt(
        judgement=Judgement(verdict=verdict, reason=reason, cases=cases, evidence=evidence),
        ending=Ending(kind=EndingKind.KILLED),
        started_at=STARTED_AT,
        duration_s=0.02,
    )


def run(*binaries: BinaryResult, interrupted: bool = False) -> RunResult:
    return RunResult(
        harness_version="0.1.0",
        run_id="20261121-004310-a1b2",
        started_at=STARTED_AT,
        duration_s=2.3,
        arguments=("harness", "test", "--target", "bluepill"),
        working_folder=WORKING_FOLDER,
        simulators={"qemu": "7.2.22"},
        binaries=binaries,
        interrupted=interrupted,
    )


def binary_of(each: BinaryResult) -> TestBinary:
    return TestBinary(
        name=each.name,
        suite=each.suite,
        target=each.target,
        variant=each.variant,
        elf=Path(f"/cache/{each.name}.elf"),
        declared=tuple(DeclaredCase(name=one.name, dialect=Dialect.V2) for one in each.cases),
    )


def events_of(finished: RunResult, folder: Path = WORKING_FOLDER / "reports") -> Iterator[Event]:
    """What a run with these results emits, one binary after another."""
    binaries = tuple(binary_of(each) for each in finished.binaries)
    targets = dict.fromkeys((each.target, each.variant) for each in binaries)
    yield RunStarted(
        run_id=finished.run_id,
        report_folder=folder,
        jobs=2,
        simulators={target: "qemu 7.2.22" for target, _ in targets},
    )
    for target, variant in targets:
        yield BuildStarted(suite="micro_tests", target=target, variant=variant)
        yield BuildFinished(
            suite="micro_tests", target=target, variant=variant, ok=True, duration_s=1.5, built=42
        )
    yield Planned(binaries=binaries)
    yield Note(text="host is not simulated: its binaries run as plain processes")
    for binary, each in zip(binaries, finished.binaries, strict=True):
        if each.verdict is not Verdict.NOT_RUN:
            yield BinaryStarted(binary=binary, simulator="qemu", attempt=1)
            for one in each.cases:
                yield CaseFinished(binary=binary, case=one)
        yield BinaryFinished(result=each)
    yield RunFinished(result=finished)


def typical_run() -> RunResult:
    """Two targets, one binary of each kind of verdict among the green ones."""
    names = ("add", "mul", "softmax", "logistic", "reshape", "quantize", "dequantize", "max_pooling")
    metrics = (
        Metric(name="flash", value=23456, unit="bytes", source="elf"),
        Metric(name="ram", value=4321, unit="bytes", source="elf"),
        Metric(name="stack", value=1234, unit="bytes", source="firmware"),
    )
    green = [
        result(
            f"{name}_test",
            target=target,
            variant=variant,
            cases=(case("Simple.Float", duration_s=0.002), case("Simple.Int8", duration_s=0.003)),
            metrics=metrics,
            duration_s=0.02 + 0.4 * number,
            log=WORKING_FOLDER / f"reports/20261121-004310-a1b2/logs/{target}/{name}_test.log",
        )
        for target, variant in (("bluepill", "native"), ("stm32f746", "mps2"))
        for number, name in enumerate(names)
    ]
    log = WORKING_FOLDER / "reports/20261121-004310-a1b2/logs/bluepill"
    red = [
        result(
            "conv_test",
            Verdict.FAILED,
            reason="1 of 3 cases failed",
            cases=(case("ConvTest.Simple"), failed_case("ConvTest.SimpleQuantized"), case("ConvTest.Relu")),
            evidence=("kernels/conv_test.cc:88: Failure", "  Expression:  a == b", "note from the kernel"),
            log=log / "conv_test.log",
            rerun="harness test bluepill/conv_test --target bluepill",
        ),
        result(
            "fully_connected_test",
            Verdict.CRASHED,
            reason="BusFault in tflite::FullyConnectedInt8 (kernels/fully_connected.cc:121) while "
            "FullyConnectedTest.SimpleTestQuantizedInt8 was running",
            cases=(
                case("FullyConnectedTest.Simple"),
                case("FullyConnectedTest.SimpleTestQuantizedInt8", Verdict.CRASHED),
                case("FullyConnectedTest.Relu", Verdict.NOT_RUN),
            ),
            fault=Fault(
                kind="BusFault",
                message="precise data access at 0xdeadbeec",
                registers={"PC": 0x08000123, "LR": 0x08000101, "SP": 0x20000FE0, "CFSR": 0x8200, "HFSR": 0},
                symbol="tflite::FullyConnectedInt8",
                file="kernels/fully_connected.cc",
                line=121,
            ),
            evidence=("[harness] fault BusFault", "[harness] PC=0x08000123 LR=0x08000101 SP=0x20000fe0"),
            log=log / "fully_connected_test.log",
            rerun="harness test bluepill/fully_connected_test --target bluepill",
        ),
        result(
            "vacuous_test",
            Verdict.FAILED,
            reason="reported 0 cases, yet the sentinel; its static constructors probably never ran",
            log=log / "vacuous_test.log",
            rerun="harness test bluepill/vacuous_test --target bluepill",
        ),
        result("skipped_test", Verdict.SKIPPED, reason="needs an FPU"),
        result(
            "flaky_test",
            cases=(case("Flaky.One"),),
            reason="passed at attempt 2, after: timed out",
            attempts=(
                attempt(Verdict.TIMED_OUT, case("Flaky.One", Verdict.TIMED_OUT)),
                attempt(Verdict.PASSED, case("Flaky.One")),
            ),
        ),
    ]
    return run(*green[:8], *red, *green[8:])
