"""Runs of any size that look like real ones: results with sizes, boots on workers, and logs on disk."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from harness.model import (
    Attempt,
    BinaryResult,
    CaseFailure,
    CaseResult,
    Ending,
    EndingKind,
    Fault,
    Judgement,
    Metric,
    RunResult,
    Verdict,
)
from tests.unit.reports.samples import STARTED_AT, WORKING_FOLDER

TARGETS = {  # flash and RAM of the part in bytes
    "bluepill": (64 << 10, 20 << 10),
    "stm32f412": (1 << 20, 256 << 10),
    "stm32f746": (1 << 20, 320 << 10),
    "stm32h747": (2 << 20, 640 << 10),
    "mps3_an547": (512 << 10, 512 << 10),
}
KERNELS = (
    *("activations", "add", "arg_min_max", "cast", "ceil", "concatenation", "conv", "depthwise_conv"),
    *("dequantize", "elementwise", "fill", "fully_connected", "gather", "hard_swish", "l2norm", "logistic"),
    *("maximum_minimum", "mul", "pack", "pad", "pooling", "quantize", "reduce", "reshape", "softmax"),
)
KINDS = ("", "_int8", "_int16", "_per_channel", "_broadcast", "_large")
WORKERS = 4


def big_run(
    folder: Path,
    *,
    binaries: int = 150,
    targets: int = 5,
    trouble: Callable[[int, str], Verdict] = lambda *_: Verdict.PASSED,
    seed: int = 1,
) -> RunResult:
    """A run whose logs lie in ``folder``; ``trouble`` gives the verdict of the n-th binary on a target."""
    rng = random.Random(seed)
    free_at_s = [4.2 + 0.01 * worker for worker in range(WORKERS)]
    results = []
    for number in range(binaries):
        name = f"{KERNELS[number % len(KERNELS)]}{KINDS[number // len(KERNELS) % len(KINDS)]}_test"
        for target in list(TARGETS)[:targets]:
            verdict = trouble(number, target)
            if verdict is Verdict.DOES_NOT_FIT:
                results.append(_too_big(name, target, rng))
                continue
            worker = min(range(WORKERS), key=free_at_s.__getitem__)
            result = _booted(folder, name, target, verdict, rng)
            (boot,) = result.attempts
            boot = replace(boot, worker=worker, started_at=STARTED_AT + free_at_s[worker])
            free_at_s[worker] += result.duration_s + 0.004
            results.append(replace(result, attempts=(boot,)))
    return RunResult(
        harness_version="0.1.0",
        run_id="20261121-004310-a1b2",
        started_at=STARTED_AT,
        duration_s=max(free_at_s) + 0.2,
        arguments=("test", "--target", ",".join(list(TARGETS)[:targets])),
        working_folder=WORKING_FOLDER,
        simulators={"qemu": "7.2.22"},
        binaries=tuple(results),
    )


def mixed(number: int, target: str) -> Verdict:
    """Some of everything, as a bad day has it."""
    if target == "bluepill" and number % 23 == 7:
        return Verdict.DOES_NOT_FIT
    if number == 3 and target != "mps3_an547":
        return Verdict.FAILED
    bad = {6: Verdict.CRASHED, 19: Verdict.TIMED_OUT, 29: Verdict.INCOMPLETE}
    return bad.get(number, Verdict.PASSED)


def _result(name: str, target: str, verdict: Verdict, **more: object) -> BinaryResult:
    return BinaryResult(
        name=name,
        suite="tflm",
        target=target,
        variant="native",
        verdict=verdict,
        rerun=f"harness test {name} --suite tflm --target {target}",
        elf=WORKING_FOLDER / f"build/{target}/{name}.elf",
        **more,  # type: ignore[arg-type]
    )


def _too_big(name: str, target: str, rng: random.Random) -> BinaryResult:
    over = rng.randint(100, 9000)
    return _result(
        name,
        target,
        Verdict.DOES_NOT_FIT,
        simulator="",
        reason=f"does not fit {target}: RAM (20 KB) exceeded by {over} bytes",
        metrics=(Metric(name="ram_over", value=over, unit="bytes", source="linker"),),
        evidence=(f"ld: region `RAM' overflowed by {over} bytes",),
    )


def _booted(folder: Path, name: str, target: str, verdict: Verdict, rng: random.Random) -> BinaryResult:
    prefix = name.title().replace("_", "")
    names = [
        f"{prefix}.{kind}{number}" for number in (1, 2, 3) for kind in ("Float", "Int8", "Int16", "Empty")
    ]
    names = names[: rng.randint(3, len(names))] if verdict is not Verdict.INCOMPLETE else []
    bad = rng.randrange(len(names)) if names else 0
    judgement, lines = _judged(name, names, bad, verdict, rng)
    log = folder / "logs" / target / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("\n".join(lines) + "\n")
    duration_s = 2.0 if verdict is Verdict.TIMED_OUT else rng.uniform(0.02, 0.3)
    boot = Attempt(
        judgement=judgement,
        ending=Ending(kind=EndingKind.KILLED),
        started_at=STARTED_AT,
        duration_s=duration_s,
        log=log,
    )
    return _result(
        name,
        target,
        verdict,
        simulator="qemu",
        reason=judgement.reason,
        cases=judgement.cases,
        attempts=(boot,),
        metrics=tuple(_metrics(target, rng)),
        evidence=judgement.evidence,
        fault=judgement.fault,
        duration_s=duration_s,
        log=log,
    )


def _metrics(target: str, rng: random.Random) -> Iterator[Metric]:
    flash, ram = TARGETS[target]
    yield Metric(name="flash", value=rng.randint(9_000, 62_000), unit="bytes", source="elf", limit=flash)
    yield Metric(name="ram", value=rng.randint(5_000, 19_500), unit="bytes", source="elf", limit=ram)
    yield Metric(name="stack", value=rng.randint(400, 3_900), unit="bytes", source="firmware", limit=4096)
    yield Metric(name="instructions", value=rng.randint(9**5, 9**7), unit="instructions", source="renode")


def _judged(
    name: str, cases: list[str], bad: int, verdict: Verdict, rng: random.Random
) -> tuple[Judgement, list[str]]:
    """What such a binary prints, and what is concluded of it; the case of index ``bad`` goes wrong."""
    place, row = f"tensorflow/lite/micro/kernels/{name}.cc", rng.randint(40, 400)
    lines = ["[==========] Running tests."]
    if verdict in (Verdict.PASSED, Verdict.INCOMPLETE):
        for case in cases:
            lines += [f"[ RUN      ] {case}", f"[       OK ] {case}"]
        lines += [
            f"[==========] {len(cases)} tests ran.",
            f"[harness] stack {rng.randint(400, 3900)} of 4096 bytes",
        ]
        lines += [f"[  PASSED  ] {len(cases)} tests.", "~~~ALL TESTS PASSED~~~"]
        passed = tuple(
            CaseResult(name=case, verdict=Verdict.PASSED, duration_s=rng.uniform(0.001, 0.02))
            for case in cases
        )
        reason = f"{len(cases)} cases passed" if cases else "reported 0 cases"
        evidence = () if cases else tuple(lines)
        return Judgement(verdict=verdict, reason=reason, cases=passed, evidence=evidence), lines
    for case in cases[:bad]:
        lines += [f"[ RUN      ] {case}", f"[       OK ] {case}"]
    lines.append(f"[ RUN      ] {cases[bad]}")
    results = [CaseResult(name=case, verdict=Verdict.PASSED, duration_s=0.002) for case in cases]
    results[bad] = replace(results[bad], verdict=verdict)
    reason, fault = f"guest budget of 30 s spent in case {cases[bad]}", None
    if verdict is Verdict.FAILED:
        message = f"Expression:  golden[i] == output[i]\nEvaluated:   {rng.random():.6f} == 0.250000"
        lines += [f"{place}:{row}: Failure", *message.split("\n"), f"[  FAILED  ] {cases[bad]}"]
        results[bad] = replace(results[bad], failures=(CaseFailure(message=message, file=place, line=row),))
        reason = f"1 of {len(cases)} cases failed: {cases[bad]}"
    else:
        for number in range(bad + 1, len(cases)):
            results[number] = CaseResult(name=cases[number], verdict=Verdict.NOT_RUN, reason="it never ran")
    if verdict is Verdict.CRASHED:
        fault = _fault(name, place, row, rng)
        reason = f"BusFault at PC=0x{fault.registers['PC']:08x}: precise data access, in case {cases[bad]}"
    evidence = tuple(lines[-6:])
    return (
        Judgement(verdict=verdict, reason=reason, cases=tuple(results), evidence=evidence, fault=fault),
        lines,
    )


def _fault(name: str, file: str, row: int, rng: random.Random) -> Fault:
    pc = 0x08000100 + 2 * rng.randrange(20_000)
    names = ("PC", "LR", "SP", "xPSR", "CFSR", "HFSR", "BFAR", "MMFAR")
    values = (pc, pc + 60, 0x20000FE0, 0x21000000, 0x8200, 0, 0xDEADBEEC, 0)
    return Fault(
        kind="BusFault",
        message="precise data access",
        registers=dict(zip(names, values, strict=True)),
        symbol=f"tflite::{name.title().replace('_', '')}Eval",
        file=file,
        line=row,
    )
