"""Runs of any size that look like real ones: results with sizes, boots on workers, and logs on disk."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

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
    "activations add add_n arg_min_max batch_matmul broadcast_to cast ceil circular_buffer comparisons "
    "concatenation conv cumsum decompress depthwise_conv dequantize detection_postprocess div elementwise elu "
    "embedding_lookup exp expand_dims fill floor floor_div floor_mod fully_connected gather gather_nd "
    "hard_swish if l2_pool l2norm leaky_relu log_softmax logical logistic lstm_eval maximum_minimum mirror_pad "
    "mul neg pack pad pooling prelu quantization_util quantize reduce reshape resize_bilinear reverse round "
    "scatter_nd select shape sigmoid slice softmax space_to_batch_nd split split_v squared_difference squeeze "
    "strided_slice sub sum svdf tanh transpose transpose_conv unidirectional_sequence_lstm unpack zeros_like"
).split()
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
    free_at = [4.2 + 0.01 * worker for worker in range(WORKERS)]
    results = []
    for number in range(binaries):
        kernel = KERNELS[number % len(KERNELS)]
        name = f"{kernel}_test" if number < len(KERNELS) else f"{kernel}_{number // len(KERNELS) + 1}_test"
        for target in list(TARGETS)[:targets]:
            worker = min(range(WORKERS), key=free_at.__getitem__)
            result = _result(folder, name, target, trouble(number, target), rng, free_at[worker], worker)
            free_at[worker] += result.duration_s + 0.004
            results.append(result)
    return RunResult(
        harness_version="0.1.0",
        run_id="20261121-004310-a1b2",
        started_at=STARTED_AT,
        duration_s=max(free_at) + 0.2,
        arguments=("test", "--target", ",".join(list(TARGETS)[:targets])),
        working_folder=WORKING_FOLDER,
        simulators={"qemu": "7.2.22"},
        binaries=tuple(results),
    )


def mixed(number: int, target: str) -> Verdict:
    """Some of everything, as a bad day has it."""
    if target == "bluepill" and number % 23 == 7:
        return Verdict.DOES_NOT_FIT
    bad = {3: Verdict.FAILED, 11: Verdict.CRASHED, 19: Verdict.TIMED_OUT, 29: Verdict.INCOMPLETE}
    return bad.get(number, Verdict.PASSED) if number != 3 or target != "mps3_an547" else Verdict.PASSED


def _result(
    folder: Path, name: str, target: str, verdict: Verdict, rng: random.Random, at_s: float, worker: int
) -> BinaryResult:
    suite = name.removesuffix("_test").title().replace("_", "")
    cases = [f"{suite}Test.{kind}{number}" for number in range(1, 5) for kind in ("Float", "Int8", "Int16")]
    cases = cases[: rng.randint(3, len(cases))]
    bad = rng.randrange(len(cases))
    flash, ram = TARGETS[target]
    metrics = [
        Metric(name="flash", value=rng.randint(9_000, 62_000), unit="bytes", source="elf", limit=flash),
        Metric(name="ram", value=rng.randint(5_000, 19_500), unit="bytes", source="elf", limit=ram),
        Metric(name="stack", value=rng.randint(400, 3_900), unit="bytes", source="firmware", limit=4096),
        Metric(name="instructions", value=rng.randint(9**5, 9**7), unit="instructions", source="renode"),
    ]
    duration_s = 2.0 if verdict is Verdict.TIMED_OUT else rng.uniform(0.02, 0.3)
    common = {
        "name": name,
        "suite": "tflm",
        "target": target,
        "variant": "native",
        "verdict": verdict,
        "rerun": f"harness test {name} --suite tflm --target {target}",
        "elf": WORKING_FOLDER / f"build/{target}/{name}.elf",
    }
    if verdict is Verdict.DOES_NOT_FIT:
        over = rng.randint(100, 9000)
        return BinaryResult(
            **common,  # type: ignore[arg-type]
            simulator="",
            reason=f"does not fit {target}: RAM (20 KB) exceeded by {over} bytes",
            metrics=(Metric(name="ram_over", value=over, unit="bytes", source="linker"),),
            evidence=(f"ld: region `RAM' overflowed by {over} bytes",),
        )
    results, lines = [], ["[==========] Running tests."]
    reason, evidence, fault = f"{len(cases)} cases passed", (), None
    for number, case in enumerate(cases):
        last = number == bad and verdict not in (Verdict.PASSED, Verdict.INCOMPLETE)
        lines.append(f"[ RUN      ] {case}")
        if number > bad and verdict in (Verdict.CRASHED, Verdict.TIMED_OUT):
            lines.pop()
            results.append(CaseResult(name=case, verdict=Verdict.NOT_RUN, reason="the binary ended before it"))
        elif last and verdict is Verdict.FAILED:
            place, line = f"tensorflow/lite/micro/kernels/{name}.cc", rng.randint(40, 400)
            message = f"Expression:  golden[i] == output[i]\nEvaluated:   {rng.random():.6f} == 0.250000"
            lines += [f"{place}:{line}: Failure", *message.split("\n"), f"[  FAILED  ] {case}"]
            failure = CaseFailure(message=message, file=place, line=line)
            results.append(CaseResult(name=case, verdict=verdict, failures=(failure,), duration_s=0.004))
            reason, evidence = f"1 of {len(cases)} cases failed: {case}", tuple(lines[-4:])
        elif last:
            results.append(CaseResult(name=case, verdict=verdict))
            evidence = tuple(lines[-6:])
            reason = f"the guest budget of 30 s was spent in {case}"
            if verdict is Verdict.CRASHED:
                pc = 0x08000100 + 2 * rng.randrange(20_000)
                reason = f"BusFault at PC=0x{pc:08x}: precise data access, in case {case}"
                fault = Fault(
                    kind="BusFault",
                    message="precise data access",
                    registers={
                        "PC": pc,
                        "LR": pc + 60,
                        "SP": 0x20000FE0,
                        "xPSR": 0x21000000,
                        "CFSR": 0x8200,
                        "HFSR": 0,
                        "BFAR": 0xDEADBEEC,
                        "MMFAR": 0,
                    },
                    symbol=f"tflite::{suite}Eval",
                    file=f"tensorflow/lite/micro/kernels/{name.removesuffix('_test')}.cc",
                    line=rng.randint(40, 400),
                )
        else:
            lines.append(f"[       OK ] {case}")
            results.append(CaseResult(name=case, verdict=Verdict.PASSED, duration_s=rng.uniform(0.001, 0.02)))
    if verdict is Verdict.INCOMPLETE:
        reason, results = "reported 0 cases", []
        lines = ["[==========] Running tests.", "[==========] 0 tests ran.", "[  PASSED  ] 0 tests."]
        evidence = tuple(lines)
    if verdict in (Verdict.PASSED, Verdict.INCOMPLETE):
        lines += [f"[==========] {len(results)} tests ran.", f"[harness] stack {metrics[2].value:.0f} of 4096 bytes"]
        lines += ["~~~ALL TESTS PASSED~~~"]
    log = folder / "logs" / target / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("\n".join(lines) + "\n")
    boot = Attempt(
        judgement=Judgement(verdict=verdict, reason=reason, cases=tuple(results), evidence=evidence),
        ending=Ending(kind=EndingKind.KILLED),
        started_at=STARTED_AT + at_s,
        duration_s=duration_s,
        log=log,
        worker=worker,
    )
    return BinaryResult(
        **common,  # type: ignore[arg-type]
        simulator="qemu",
        reason=reason,
        cases=tuple(results),
        attempts=(boot,),
        metrics=tuple(metrics),
        evidence=evidence,
        fault=fault,
        duration_s=duration_s,
        log=log,
    )
