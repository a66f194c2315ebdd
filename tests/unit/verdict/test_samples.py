"""Real consoles, judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model import Dialect, EndingKind, Fault, Verdict
from harness.verdict import Judge
from tests.unit.verdict.judging import EXIT_0, KILLED, declared, ending, judge


@pytest.mark.parametrize(
    ("log", "verdict", "cases", "failures"),
    [
        ("tflm-hello-world.txt", Verdict.PASSED, 0, 0),
        ("tflm-v1-fail.txt", Verdict.FAILED, 5, 11),
        ("tflm-v2-fail.txt", Verdict.FAILED, 6, 13),
        ("tflm-v2-pass.txt", Verdict.PASSED, 16, 0),
        ("tflm-v2-sentinel-inside-a-case.txt", Verdict.PASSED, 1, 0),
        ("tflm-v2-stack-overflow.txt", Verdict.CRASHED, 4, 1),
        ("tflm-v2-vacuous.txt", Verdict.INCOMPLETE, 0, 0),
        ("harness-bus-fault.txt", Verdict.CRASHED, 2, 0),
        ("renode-analyzer-v1.txt", Verdict.PASSED, 2, 0),
        ("renode-analyzer-old-v2-fail.txt", Verdict.FAILED, 1, 1),
    ],
)
def test_sample(logs: Path, log: str, verdict: Verdict, cases: int, failures: int) -> None:
    judgement, certain = judge((logs / log).read_bytes(), KILLED)
    assert certain
    assert judgement.verdict is verdict
    assert len(judgement.cases) == cases
    assert sum(len(case.failures) for case in judgement.cases) == failures


@pytest.mark.parametrize("log", ["tflm-v1-fail.txt", "tflm-v2-fail.txt"])
def test_a_failing_run_is_certain_at_its_last_decisive_line_and_not_before(logs: Path, log: str) -> None:
    console = (logs / log).read_bytes().rstrip()
    judged = Judge(None)
    judged.feed(console, 0.0)
    assert not judged.certain
    judged.feed(b"\n", 0.0)
    assert judged.certain


def test_v1_failures_have_place_and_one_line_of_message(logs: Path) -> None:
    judgement, _ = judge((logs / "tflm-v1-fail.txt").read_bytes())
    by_name = {case.name: case for case in judgement.cases}
    assert by_name["Passes"].verdict is Verdict.PASSED
    second = by_name["EqFails"].failures[1]
    assert (second.message, second.file, second.line) == ("out == 4 (3 vs 4)", "fw/fail_v1_test.cc", 8)
    assert [failure.file for failure in by_name["Strings"].failures] == [None, None]
    assert judgement.reason == "4 of 5 cases failed: EqFails, NearFails, ArrayNear, Strings"
    assert "1/5 tests passed" in judgement.evidence
    assert "Testing Passes" not in judgement.evidence


def test_v2_failures_join_expression_and_evaluated(logs: Path) -> None:
    judgement, _ = judge((logs / "tflm-v2-fail.txt").read_bytes())
    by_name = {case.name: case for case in judgement.cases}
    second = by_name["SampleSuite.EqFails"].failures[1]
    assert (second.message, second.file, second.line) == ("out == 4 (3 == 4)", "fw/fail_v2_test.cc", 8)
    assert by_name["SampleSuite.Strings"].failures[-1].message == "fatal by hand"
    case = by_name["SampleSuite.EqFails"]
    assert (case.file, case.line) == ("fw/fail_v2_test.cc", 8)
    assert case.reason == "kTfLiteOk == kTfLiteError (0 == 1) (and 3 more)"


def test_vacuous_green_is_not_green_and_says_why(logs: Path) -> None:
    console = (logs / "tflm-v2-vacuous.txt").read_bytes()
    plain, _ = judge(console)
    assert (plain.verdict, plain.reason) == (Verdict.INCOMPLETE, "reported 0 cases")
    known, certain = judge(console, cases=declared("AddTest.A", "AddTest.B"))
    assert certain
    assert known.verdict is Verdict.INCOMPLETE
    assert "reported 0 cases" in known.reason
    assert "of 2 that the binary declares" in known.reason
    assert [(case.name, case.verdict) for case in known.cases] == [
        ("AddTest.A", Verdict.NOT_RUN),
        ("AddTest.B", Verdict.NOT_RUN),
    ]


def test_only_a_sentinel_passes_a_binary_without_cases(logs: Path) -> None:
    console = (logs / "tflm-hello-world.txt").read_bytes()
    judged = Judge(declared=())
    judged.feed(console, 0.0)
    assert judged.dialect is Dialect.PLAIN
    judgement = judged.conclude(KILLED)
    assert judgement.verdict is Verdict.PASSED
    assert judgement.cases == ()
    assert any("the sentinel is the only evidence" in remark for remark in judgement.remarks)


def test_the_same_console_is_not_green_where_the_binary_declares_cases(logs: Path) -> None:
    console = (logs / "tflm-hello-world.txt").read_bytes()
    for end in (EXIT_0, ending("budget")):
        judgement, certain = judge(console, end, cases=declared("Hello.Float", "Hello.Int8"))
        assert not certain
        assert judgement.verdict is Verdict.INCOMPLETE
        assert "before any of the 2 cases that the binary declares" in judgement.reason
        assert [case.verdict for case in judgement.cases] == [Verdict.NOT_RUN] * 2


def test_the_last_sentinel_counts(logs: Path) -> None:
    console = (logs / "tflm-v2-sentinel-inside-a-case.txt").read_bytes()
    first_sentinel = console.index(b"~~~\n") + 4
    judged = Judge(declared("NetworkTesterTest.TestInvoke"))
    judged.feed(console[:first_sentinel], 0.0)
    assert not judged.certain
    judged.feed(console[first_sentinel:], 1.0)
    assert judged.certain
    judgement = judged.conclude(KILLED)
    assert judgement.verdict is Verdict.PASSED
    assert judgement.cases[0].duration_s == 1.0
    assert any("in the middle of case NetworkTesterTest.TestInvoke" in remark for remark in judgement.remarks)


@pytest.mark.parametrize("kind", ["lock_up", "budget", "signal", "exit"])
def test_tflm_fault_block(logs: Path, kind: EndingKind) -> None:
    console = (logs / "tflm-v2-stack-overflow.txt").read_bytes()
    names = [f"IntegrationTests.transpose_conv{number}_test" for number in range(6)]
    judgement, certain = judge(console, ending(kind), cases=declared(*names))
    assert certain
    assert judgement.verdict is Verdict.CRASHED
    assert judgement.fault is not None
    assert judgement.fault.kind == "HardFault"
    assert judgement.fault.registers["PC"] == 0
    assert judgement.fault.registers["LR"] == 0x2000A8A0
    assert judgement.fault.registers["CFSR"] == 0x20000
    assert "not in Thumb state" in judgement.reason
    assert [case.verdict.value for case in judgement.cases] == [
        *("passed", "passed", "failed", "crashed", "not_run", "not_run")
    ]


def test_our_fault_block(logs: Path) -> None:
    judgement, _ = judge(
        (logs / "harness-bus-fault.txt").read_bytes(),
        cases=declared("Memory.GoodAddress", "Memory.BadAddress", "Memory.Later"),
    )
    assert judgement.verdict is Verdict.CRASHED
    assert judgement.reason == (
        "BusFault at PC=0x08000123 (BFAR=0xdeadbeec): precise data bus fault, in case Memory.BadAddress"
    )
    assert judgement.fault == Fault(
        kind="BusFault",
        message="BusFault at PC=0x08000123 (BFAR=0xdeadbeec): precise data bus fault",
        registers={
            "PC": 0x08000123,
            "LR": 0x08000101,
            "SP": 0x20000FE0,
            "xPSR": 0x61000000,
            "CFSR": 0x8200,
            "HFSR": 0x40000000,
            "BFAR": 0xDEADBEEC,
            "MMFAR": 0,
            "EXC_RETURN": 0xFFFFFFF9,
        },
    )
    assert [case.verdict.value for case in judgement.cases] == ["passed", "crashed", "not_run"]
    assert judgement.cases[2].reason == "the binary crashed before it"
