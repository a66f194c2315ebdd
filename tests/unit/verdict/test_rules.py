"""Every rule of docs/verdicts.md, one row each."""

from __future__ import annotations

import pytest

from harness.model import DeclaredCase, Dialect, Ending, Fault, Metric, Verdict
from harness.verdict import Judge
from tests.unit.verdict.judging import (
    BAD,
    BANNER,
    BUDGET,
    EXIT_0,
    FAULT,
    GOOD,
    KILLED,
    counts,
    declared,
    ending,
    failed,
    judge,
    ok,
    passing,
    run,
)

V1_PASS = "Testing A\r\nTesting B\r\n2/2 tests passed\r\n"
V2_PASS = BANNER + passing("S.A", "S.B") + counts(2, 2)
V2_FAILING = (
    BANNER + passing("S.A") + run("S.B") + "t.cc:3: Failure\nFailed: no\n" + failed("S.B") + counts(2, 1)
)
V2_LIST = "[  FAILED  ] 1 tests, listed below:\n" + failed("S.B")


@pytest.mark.parametrize(
    ("console", "verdict", "reason"),
    [
        pytest.param(V1_PASS + GOOD, "passed", "2 cases passed", id="v1"),
        pytest.param(V2_PASS + GOOD, "passed", "2 cases passed", id="v2"),
        pytest.param(V1_PASS + "~ALL TESTS PASSED~~~\n", "passed", "2 cases passed", id="oldest sentinel"),
        pytest.param(V2_PASS.replace("\n", "\r") + GOOD.replace("\n", "\r"), "passed", "2", id="CR only"),
        pytest.param("\x1b[32m" + V2_PASS + "\x1b[1m" + GOOD, "passed", "2 cases", id="ANSI"),
        pytest.param("\0\0" + V2_PASS + "\0" + GOOD, "passed", "2 cases passed", id="NUL"),
        pytest.param(
            BANNER + run("S.A") + "Failed to allocate 12 bytes\r\n" + ok("S.A") + counts(1, 1) + GOOD,
            *("passed", "1 case passed"),
            id="harmless text with the word failed",
        ),
        pytest.param(
            BANNER + run("S.A") + "progress..." + ok("S.A") + counts(1, 1) + GOOD,
            *("passed", "1 case passed"),
            id="result behind the firmware's own half line",
        ),
        pytest.param(V2_PASS + GOOD + FAULT, "passed", "2 cases passed", id="fault after the sentinel"),
        pytest.param(
            BANNER + run("S.A") + GOOD + ok("S.A") + counts(1, 1) + GOOD,
            *("passed", "1 case"),
            id="sentinel in a v2 case, then the real one",
        ),
        pytest.param(
            "Testing A\n" + GOOD + "1/1 tests passed\n" + GOOD,
            *("passed", "1 case passed"),
            id="sentinel in a v1 case, then the real one",
        ),
        pytest.param(V2_FAILING + V2_LIST, "failed", "1 of 2 cases failed: S.B", id="v2 list"),
        pytest.param(
            V2_FAILING + GOOD, "failed", "the sentinel came all the same", id="sentinel, failed case"
        ),
        pytest.param(
            BANNER + run("S.A") + "t.cc:3: Failure\nFailed: no\n" + ok("S.A") + counts(1, 1) + GOOD,
            *("failed", "1 of 1 case failed: S.A"),
            id="failure in a case that ends with OK",
        ),
        pytest.param(
            BANNER + "t.cc:3: Failure\nFailed: early\n" + passing("S.A") + counts(1, 1) + GOOD,
            *("failed", "a failure outside of any case: early"),
            id="failure outside of a case",
        ),
        pytest.param(
            BANNER + run("S.A") + BAD + ok("S.A") + counts(1, 1) + GOOD,
            *("failed", "some tests failed"),
            id="v1's bad end in v2",
        ),
        pytest.param(
            "Testing A\nx failed at t.cc:3\n" + BAD, "failed", "1 of 1 case failed: A", id="v1 no count"
        ),
        pytest.param(
            "Testing A\n0/1 tests passed\n" + BAD, "failed", "1 failed of 1 case", id="v1 no message"
        ),
        pytest.param(BAD, "failed", "some tests failed", id="only the bad end"),
        pytest.param(
            "FAIL: no\n" + GOOD, "failed", "outside of any case: no", id="failure, then only a sentinel"
        ),
        pytest.param(
            BANNER + counts(0, 0) + GOOD,
            *("incomplete", "reported 0 cases"),
            id="v2 vacuous",
        ),
        pytest.param("0/0 tests passed\n" + GOOD, "incomplete", "reported 0 cases", id="v1 vacuous"),
        pytest.param(
            BANNER + passing("S.A") + counts(3, 3) + GOOD,
            *(
                "incomplete",
                "the binary says that 3 of 3 passed and prints the sentinel, the console shows 1 of 1",
            ),
            id="more counted than seen",
        ),
        pytest.param(
            BANNER + passing("S.A", "S.B") + counts(1, 1) + GOOD,
            *("incomplete", "1 of 1 passed and prints the sentinel, the console shows 2 of 2"),
            id="fewer counted than seen",
        ),
        pytest.param(
            BANNER + passing("S.A", "S.B") + counts(2, 1) + GOOD,
            *("incomplete", "counts disagree: the binary says that 1 of 2 passed"),
            id="fewer passes counted than cases",
        ),
        pytest.param("Testing A\n3/4 tests passed\n" + GOOD, "incomplete", "3 of 4 passed", id="v1 counts"),
        pytest.param(
            "4/4 tests passed\n" + GOOD, "incomplete", "the console shows 0 of 0", id="counts, no case"
        ),
        pytest.param(
            BANNER + run("S.A") + passing("S.B") + counts(2, 2) + GOOD,
            *("incomplete", "the console shows 1 of 2"),
            id="a case without a result",
        ),
        pytest.param(
            BANNER + run("S.A") + ok("S.B") + counts(2, 2) + GOOD,
            *("incomplete", "the console shows 1 of 2"),
            id="the result of another case",
        ),
        pytest.param(V2_PASS + FAULT, "crashed", "BusFault at PC=0x08000123", id="fault before the sentinel"),
        pytest.param(FAULT, "crashed", "BusFault", id="fault before anything"),
        pytest.param(
            V2_PASS + "[harness] fault NMI\n" + GOOD,
            *("crashed", "NMI, after the count lines (the report breaks off)"),
            id="half a fault report, then the sentinel",
        ),
        pytest.param(
            BANNER + passing("S.A") + BANNER, "crashed", "restarted after case S.A", id="v2 restart"
        ),
        pytest.param(BANNER + BANNER, "crashed", "restarted before the first case", id="v2 restart at once"),
        pytest.param("Testing A\nTesting B\n" * 4, "crashed", "restarted in case B", id="v1 reset loop"),
    ],
)
def test_certain(console: str, verdict: Verdict, reason: str) -> None:
    judgement, certain = judge(console, KILLED)
    assert certain
    assert judgement.verdict == verdict
    assert reason in judgement.reason


@pytest.mark.parametrize(
    ("console", "end", "verdict", "reason"),
    [
        pytest.param(
            "", EXIT_0, "incomplete", "exited with code 0 without the sentinel, before any output", id="0"
        ),
        pytest.param(
            V2_PASS, EXIT_0, "incomplete", "exited with code 0 without the sentinel", id="no sentinel"
        ),
        pytest.param(
            BANNER + run("S.A"),
            *(EXIT_0, "incomplete", "exited with code 0 without the sentinel, in case S.A"),
            id="exit in a case",
        ),
        pytest.param(
            "hello\n" + BANNER + run("S.A"),
            *(
                ending("exit", 3),
                "failed",
                "exited with code 3 without the sentinel, in case S.A; code 0 was expected",
            ),
            id="exit code",
        ),
        pytest.param(
            "x\n", ending("exit", 125), "crashed", "fault handler's code", id="fault handler's code"
        ),
        pytest.param("x\n", ending("exit"), "incomplete", "exited without the sentinel", id="no exit code"),
        pytest.param(
            V2_FAILING, ending("exit", 1), "failed", "1 of 2 cases failed: S.B", id="failed, then exit"
        ),
        pytest.param(
            BANNER + counts(0, 0), EXIT_0, "incomplete", "reported 0 cases", id="vacuous, no sentinel"
        ),
        pytest.param(
            "foo" + GOOD,
            *(EXIT_0, "incomplete", "without the sentinel on a line of its own (it is in 'foo~~~ALL TESTS"),
            id="sentinel in a longer line",
        ),
        pytest.param(
            "foo" + GOOD, BUDGET, "incomplete", "without the sentinel on a line of its own", id="budget"
        ),
        pytest.param(
            BANNER + run("S.A") + GOOD,
            *(EXIT_0, "incomplete", "with the sentinel only in the middle of case S.A"),
            id="sentinel in a case",
        ),
        pytest.param(
            BANNER + run("S.A") + GOOD,
            BUDGET,
            "incomplete",
            "only in the middle of case S.A",
            id="then budget",
        ),
        pytest.param(
            BANNER + run("S.A") + GOOD + ok("S.A") + run("S.B"),
            *(BUDGET, "timed_out", "spent in case S.B"),
            id="a case after it hangs",
        ),
        pytest.param(
            "Testing A\n" + GOOD, EXIT_0, "incomplete", "only before the count lines", id="v1 in a case"
        ),
        pytest.param(GOOD.strip(), EXIT_0, "passed", "the sentinel came", id="unended sentinel, exit"),
        pytest.param(
            GOOD.strip(), ending("exit", 1), "passed", "the sentinel", id="the sentinel beats the code"
        ),
        pytest.param(
            GOOD.strip(), BUDGET, "incomplete", "on a line of its own", id="unended sentinel, budget"
        ),
        pytest.param("~~~ALL TESTS PAS", EXIT_0, "incomplete", "without the sentinel", id="half a sentinel"),
        pytest.param(
            BANNER + run("S.A") + "[       OK ] S",
            *(BUDGET, "timed_out", "in case S.A; the last line was '[       OK ] S', which never ended"),
            id="half a line",
        ),
        pytest.param(
            BANNER + run("S.A") + "tick\n  ",
            *(BUDGET, "timed_out", "; the last line was 'tick'"),
            id="half a line of blanks",
        ),
        pytest.param(
            BANNER + run("S.A") + "tick\n",
            *(BUDGET, "timed_out", "guest budget of 30 s spent in case S.A; the last line was 'tick'"),
            id="budget in a case",
        ),
        pytest.param("", BUDGET, "timed_out", "spent before any output", id="budget, silence"),
        pytest.param(V2_PASS, BUDGET, "timed_out", "spent after the count lines", id="sentinel never comes"),
        pytest.param(
            V2_FAILING, BUDGET, "failed", "1 of 2 cases failed", id="failed counts, list never comes"
        ),
        pytest.param(
            "Testing A\nTesting A\n", BUDGET, "crashed", "restarted in case A#2", id="slow v1 reset loop"
        ),
        pytest.param(
            BANNER + run("S.A"),
            *(
                ending("lock_up", message="Lockup: can't escalate"),
                "locked_up",
                "locked up in case S.A: Lockup",
            ),
            id="lock-up",
        ),
        pytest.param(
            FAULT.partition("[harness] CFSR")[0],
            *(ending("lock_up"), "crashed", "BusFault at PC=0x08000123, after some output"),
            id="lock-up in the fault handler",
        ),
        pytest.param(
            "[harness] fault NM", EXIT_0, "crashed", "the report breaks off", id="half a fault line"
        ),
        pytest.param("[harness] fault NM", BUDGET, "crashed", "the report breaks off", id="the same, budget"),
        pytest.param("x\n", ending("reset"), "crashed", "asked for a system reset", id="reset"),
        pytest.param("x\n", ending("signal", -11, "SIGSEGV"), "crashed", "signal after", id="signal"),
        pytest.param("x\n", ending("watchdog"), "simulator_error", "run fewer at a time (-j)", id="watchdog"),
        pytest.param(
            "", ending("simulator", 1, "no machine"), "simulator_error", "no machine", id="simulator"
        ),
        pytest.param("", ending("simulator"), "simulator_error", "harness doctor", id="simulator, silent"),
        pytest.param("", ending("interrupted"), "not_run", "before it printed", id="interrupted at once"),
        pytest.param(
            BANNER + run("S.A"), ending("interrupted"), "incomplete", "in case S.A", id="interrupted"
        ),
        pytest.param("x\n", KILLED, "incomplete", "before its verdict was certain", id="killed"),
    ],
)
def test_only_the_ending_decides(console: str, end: Ending, verdict: Verdict, reason: str) -> None:
    judgement, certain = judge(console, end)
    assert not certain
    assert judgement.verdict == verdict
    assert reason in judgement.reason


@pytest.mark.parametrize(
    "end", [BUDGET, ending("lock_up"), ending("watchdog"), ending("interrupted")], ids=lambda end: end.kind
)
def test_half_a_line_is_evidence_and_never_acquits(end: Ending) -> None:
    judgement, _ = judge(BANNER + run("S.A") + "about to h", end, cases=declared("S.A"))
    assert judgement.evidence == (BANNER.strip(), run("S.A").strip(), "about to h")
    judgement, _ = judge(BANNER + run("S.A") + ok("S.A").strip(), end, cases=declared("S.A"))
    assert judgement.evidence[-1] == "[       OK ] S.A"
    assert not judgement.cases[0].verdict.green


@pytest.mark.parametrize(
    ("end", "running", "later"),
    [
        (EXIT_0, "incomplete", "the binary never ran it"),
        (BUDGET, "timed_out", "the guest budget was spent before it"),
        (ending("lock_up"), "locked_up", "the core locked up before it"),
        (ending("reset"), "crashed", "the binary crashed before it"),
        (ending("signal"), "crashed", "the binary crashed before it"),
        (ending("watchdog"), "simulator_error", "the simulator failed before it"),
        (ending("interrupted"), "incomplete", "the run was interrupted before it"),
    ],
)
def test_no_declared_case_is_missing(end: Ending, running: str, later: str) -> None:
    console = BANNER + passing("S.A") + run("S.B")
    judgement, _ = judge(console, end, cases=declared("S.A", "S.B", "S.C"))
    assert [(case.name, case.verdict) for case in judgement.cases] == [
        ("S.A", "passed"),
        ("S.B", running),
        ("S.C", "not_run"),
    ]
    assert judgement.cases[2].reason == later


def test_a_failure_seen_before_an_exit_stays_a_failure() -> None:
    judgement, _ = judge(BANNER + run("S.A") + "t.cc:1: Failure\n  Expression:  a\n", EXIT_0)
    assert judgement.verdict is Verdict.FAILED
    assert judgement.cases[0].verdict is Verdict.FAILED
    assert judgement.cases[0].failures[0].message == "a"


def test_a_declared_case_that_never_ran_is_certainly_not_green() -> None:
    judgement, certain = judge(V2_PASS + GOOD, KILLED, cases=declared("S.A", "S.B", "S.C"))
    assert certain
    assert judgement.verdict is Verdict.INCOMPLETE
    assert judgement.reason == "1 of the 3 cases that the binary declares never ran: S.C"
    assert judgement.cases[-1].verdict is Verdict.NOT_RUN


def test_declared_names_match_with_dots_as_underscores() -> None:
    cases = (
        DeclaredCase(name="My.Suite_Name", dialect=Dialect.V2, file="t.cc", line=7),
        DeclaredCase(name="Other.Case", dialect=Dialect.V2),
    )
    console = BANNER + passing("My_Suite.Name", "Other.Case") + counts(2, 2) + GOOD
    judgement, _ = judge(console, cases=cases)
    assert judgement.verdict is Verdict.PASSED
    first = judgement.cases[0]
    assert (first.name, first.file, first.line) == ("My_Suite.Name", "t.cc", 7)
    assert judgement.remarks == ()


def test_two_declared_cases_with_the_same_spelling_need_two_runs() -> None:
    cases = declared("A.B_C", "A_B.C")
    once, _ = judge(BANNER + passing("A_B.C") + counts(1, 1) + GOOD, cases=cases)
    assert once.verdict is Verdict.INCOMPLETE
    assert once.cases[-1].name == "A.B_C"
    twice, _ = judge(BANNER + passing("A_B.C", "A.B_C") + counts(2, 2) + GOOD, cases=cases)
    assert twice.verdict is Verdict.PASSED


def test_cases_of_the_other_dialect_are_not_missed() -> None:
    cases = declared("S.A", "S.B") + declared("done", dialect=Dialect.V1)
    judgement, _ = judge(V2_PASS + GOOD, cases=cases)
    assert judgement.verdict is Verdict.PASSED
    other, _ = judge(V1_PASS + GOOD, cases=declared("S.A"))
    assert other.verdict is Verdict.INCOMPLETE


def test_v1_words_before_the_banner_of_a_v2_binary_are_text() -> None:
    judgement, _ = judge("Testing everything\nFAIL: log\n" + V2_PASS + GOOD, cases=declared("S.A", "S.B"))
    assert judgement.verdict is Verdict.PASSED


def test_words_of_the_other_dialect_are_text() -> None:
    in_v2 = (
        BANNER + run("S.A") + "Testing it\nFAIL: log\n1/2 tests passed\n" + ok("S.A") + counts(1, 1) + GOOD
    )
    assert judge(in_v2)[0].verdict is Verdict.PASSED
    in_v1 = (
        "Testing A\n" + ok("S.A") + BANNER + "t.cc:3: Failure\n" + counts(3, 3) + "1/1 tests passed\n" + GOOD
    )
    assert judge(in_v1)[0].verdict is Verdict.PASSED


def test_a_case_that_runs_twice_gets_a_name_of_its_own() -> None:
    names = ["S.A", "S.A#2", "S.A", "S.A"]
    judgement, _ = judge(BANNER + passing(*names) + counts(4, 4) + GOOD, cases=declared("S.A"))
    assert judgement.verdict is Verdict.PASSED
    assert [case.name for case in judgement.cases] == ["S.A", "S.A#2", "S.A#3", "S.A#4"]


def test_a_case_that_the_binary_does_not_declare_is_kept() -> None:
    judgement, _ = judge(V2_PASS + GOOD, cases=declared("S.A"))
    assert judgement.verdict is Verdict.PASSED
    assert [case.name for case in judgement.cases] == ["S.A", "S.B"]


def test_a_v1_count_line_in_the_middle_is_text() -> None:
    judgement, _ = judge("Testing A\n1/3 tests passed\nTesting B\n2/2 tests passed\n" + GOOD)
    assert judgement.verdict is Verdict.PASSED


def test_own_sentinel() -> None:
    passed, certain = judge("hello\nDONE\n", KILLED, sentinel="DONE", cases=declared("S.A"))
    assert certain
    assert passed.verdict is Verdict.PASSED
    assert passed.cases == ()
    assert len(passed.remarks) == 2
    assert judge("so DONE\n", sentinel="DONE")[0].verdict is Verdict.INCOMPLETE
    assert judge(GOOD, sentinel="DONE")[0].verdict is Verdict.INCOMPLETE
    assert judge("DONE", sentinel="DONE")[0].verdict is Verdict.PASSED
    assert judge("DONE", BUDGET, sentinel="DONE")[0].verdict is Verdict.INCOMPLETE
    assert judge(FAULT + "DONE\n", sentinel="DONE")[0].verdict is Verdict.CRASHED
    assert judge(BAD + "DONE\n", sentinel="DONE")[0].verdict is Verdict.FAILED


def test_own_sentinel_does_not_replace_counts_and_declared_cases() -> None:
    done = "DONE\n"
    assert judge(V2_PASS + done, sentinel="DONE", cases=declared("S.A", "S.B"))[0].verdict is Verdict.PASSED
    assert judge(V2_PASS + done, sentinel="DONE", cases=declared("S.C"))[0].verdict is Verdict.INCOMPLETE
    assert judge(V2_FAILING + done, sentinel="DONE")[0].verdict is Verdict.FAILED
    assert judge(BANNER + counts(0, 0) + done, sentinel="DONE")[0].verdict is Verdict.INCOMPLETE
    assert judge(V2_PASS, sentinel="[  PASSED  ] 2 tests.")[0].verdict is Verdict.PASSED


def test_a_truncated_line_is_no_sentinel() -> None:
    padded = GOOD.strip().encode() + b"\0" * 100_000 + b"and more\n"
    judgement, certain = judge(padded)
    assert not certain
    assert judgement.verdict is Verdict.INCOMPLETE


def test_expected_exit_code() -> None:
    judgement, _ = judge("x\n", ending("exit", 7), expect_exit_code=7)
    assert judgement.verdict is Verdict.INCOMPLETE
    assert judge("x\n", EXIT_0, expect_exit_code=7)[0].verdict is Verdict.FAILED


def test_the_fault_of_the_ending_is_told_where_the_firmware_told_none() -> None:
    fault = Fault(
        kind="Lockup", message="Lockup: can't escalate 3 to HardFault", registers={"PC": 0x080003A4}
    )
    end = Ending(kind=ending("lock_up").kind, fault=fault)
    assert judge(BANNER + run("S.A"), end)[0].fault == fault
    own = judge(FAULT.partition("[harness] end")[0], end)[0].fault
    assert own is not None
    assert own.kind == "BusFault"
    assert judge(V2_PASS + GOOD, end)[0].fault is None


def test_stack_use_is_a_metric() -> None:
    judgement, _ = judge(V2_PASS + "[harness] stack 1234 of 4096 bytes\n" + GOOD)
    (stack,) = judgement.metrics
    assert stack == Metric(name="stack", value=1234, unit="bytes", source="firmware", limit=4096)


def test_live_view_gets_each_case_as_it_ends() -> None:
    judged = Judge(None)
    assert judged.feed((BANNER + run("S.A")).encode(), 1.0) == []
    (first,) = judged.feed((ok("S.A") + run("S.B")).encode(), 3.5)
    assert (first.name, first.verdict, first.duration_s) == ("S.A", Verdict.PASSED, 2.5)
    (second,) = judged.feed(FAULT.encode(), 4.0)
    assert (second.name, second.verdict) == ("S.B", Verdict.CRASHED)
    assert judged.feed(passing("S.C").encode(), 5.0) == []
    assert judged.conclude(KILLED).cases == (first, second)


def test_asking_again_gives_the_same() -> None:
    judged = Judge(None)
    judged.feed(b"x", 0.0)
    first = judged.conclude(EXIT_0)
    assert judged.conclude(BUDGET) is first


def test_words_of_the_start_up_code_right_before_a_fault_are_in_the_reason() -> None:
    at_once, _ = judge("[harness] abort() called\n" + FAULT)
    assert at_once.reason.startswith("abort() called: BusFault at PC=0x08000123")
    assert "[harness] abort() called" in at_once.evidence
    earlier, _ = judge("[harness] abort() called\nmore\n" + FAULT)
    assert earlier.reason.startswith("BusFault at PC=0x08000123")


def test_callers_stand_in_for_a_lost_pc() -> None:
    lost = FAULT.replace("0x08000123", "0x00000000").replace(
        "end of", "callers 0x08000201 0x080003f1\n[harness] end of"
    )
    judgement, _ = judge(lost.replace("BusFault", "StackOverflow"))
    assert judgement.reason.startswith("StackOverflow at an unknown PC, called from 0x08000201 0x080003f1")


def test_a_failure_in_the_last_case_is_told_once() -> None:
    judgement, _ = judge("Testing A\nx == y failed at a.cc:3\n", ending("exit", 0))
    (case,) = judgement.cases
    assert judgement.reason == case.reason == "case A failed: x == y; exited with code 0"


def test_what_the_secure_state_forbids_is_told_in_words() -> None:
    console = (
        FAULT.replace("BusFault", "SecureFault").replace("0x00008200", "0x0").replace("0xdeadbeec", "0x0")
    )
    console = console.replace("[harness] end", "[harness] SFSR=0x00000048 SFAR=0x10000400\n[harness] end")
    judgement, _ = judge(console, EXIT_0)
    assert judgement.verdict is Verdict.CRASHED
    told = "SecureFault at PC=0x08000123 (SFAR=0x10000400): access forbidden by the attribution unit"
    assert told in judgement.reason
