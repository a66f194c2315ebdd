"""Why a result is what it is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.errors import UsageError
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
from harness.reports.why import find_results, why_text

CASES = (
    CaseResult(name="A.one", verdict=Verdict.PASSED),
    CaseResult(
        name="A.two",
        verdict=Verdict.FAILED,
        failures=(CaseFailure(message="1 == 2", file="a.cc", line=7),),
    ),
    CaseResult(name="A.three", verdict=Verdict.NOT_RUN, reason="not run: crash"),
)
RESULT = BinaryResult(
    name="a_test",
    suite="tflm",
    target="bluepill",
    variant="roomy",
    simulator="qemu",
    verdict=Verdict.CRASHED,
    reason="HardFault in f",
    cases=CASES,
    attempts=(
        Attempt(
            judgement=Judgement(verdict=Verdict.CRASHED, reason="x", cases=()),
            ending=Ending(kind=EndingKind.EXIT, exit_code=125, guest_s=0.25),
            started_at=0.0,
            duration_s=1.5,
        ),
    ),
    metrics=(Metric(name="flash", value=1234, unit="bytes", source="elf"),),
    evidence=("[harness] fault HardFault", "", "\x1b[31mred"),
    fault=Fault(kind="HardFault", message="", registers={"PC": 0x80}),
    remarks=("a remark",),
    elf=Path("/gone.elf"),
    log=Path("/w/logs/a.log"),
    rerun="harness test a_test",
    profile="roomy",
)
RUN = RunResult(
    harness_version="0",
    run_id="r",
    started_at=0.0,
    duration_s=1.0,
    arguments=(),
    working_folder=Path("/w"),
    simulators={},
    binaries=(RESULT,),
)


def test_everything_that_led_to_it_is_told() -> None:
    assert why_text(RESULT, Path("/w")).splitlines() == [
        "bluepill/roomy a_test: crashed",
        "  because    HardFault in f",
        "  profile    roomy",
        "  simulator  qemu",
        "  cases      the binary is not there to ask, 2 seen: 1 passed, 1 failed",
        "             failed A.two at a.cc:7: 1 == 2",
        "             not run A.three: not run: crash",
        "  fault      HardFault",
        "               PC=0x00000080",
        "  memory     flash 1,234 bytes (source: elf)",
        "  ended      exit, exit code 125",
        "             after 1.5 s on this machine, 250 ms on the guest's clock",
        "  evidence   [harness] fault HardFault",
        "             ␛[31mred",
        "  note       a remark",
        "  elf        /gone.elf",
        "  log        logs/a.log",
        "  rerun      harness test a_test",
    ]


@pytest.mark.parametrize("name", ["a_test", "bluepill/a_*", "bluepill/roomy/a_test", "*"])
def test_names_and_globs_find_it(name: str) -> None:
    assert find_results(RUN, [name]) == (RESULT,)


def test_a_name_that_means_nothing_is_told() -> None:
    with pytest.raises(UsageError, match="did you mean a_test"):
        find_results(RUN, ["a_tst"])


def test_a_name_that_is_like_no_other_has_a_way_out() -> None:
    many = tuple(msgspec.structs.replace(RESULT, name=f"a{number}") for number in range(30))
    with pytest.raises(UsageError, match="'zzz' was not in the last run") as caught:
        find_results(msgspec.structs.replace(RUN, binaries=many), ["zzz"])
    assert "harness why" in caught.value.remedy
