from __future__ import annotations

import pytest
from msgspec.structs import replace

from harness.model import CaseFailure, Fault, Verdict
from harness.reports.junit_cases import OUTCOMES, JUnitCase, case_message, fault_lines, junit_cases
from tests.unit.reports.samples import attempt, case, failed_case, result


def tags(each: JUnitCase) -> list[str]:
    return [outcome.tag for outcome in each.outcomes]


def test_every_verdict_has_an_outcome_and_only_passed_has_none() -> None:
    assert set(OUTCOMES) == set(Verdict)
    assert [verdict for verdict, tag in OUTCOMES.items() if tag is None] == [Verdict.PASSED]
    assert [verdict for verdict, tag in OUTCOMES.items() if tag == "skipped"] == [Verdict.SKIPPED]


@pytest.mark.parametrize("verdict", Verdict)
def test_a_binary_without_cases_is_one_testcase_of_its_name(verdict: Verdict) -> None:
    (only,) = junit_cases(result("hello_world", verdict))
    assert only.name == "hello_world"
    assert only.duration_s == 0.024
    assert tags(only) == ([OUTCOMES[verdict]] if OUTCOMES[verdict] else [])


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if not verdict.green])
def test_red_is_never_lost_where_all_cases_are_green(verdict: Verdict) -> None:
    one, extra = junit_cases(result("conv_test", verdict, cases=(case("A"),), reason="counts disagree"))
    assert tags(one) == []
    assert extra.name == "conv_test (verdict)"
    assert tags(extra) == [OUTCOMES[verdict]]
    assert extra.outcomes[0].message == "counts disagree"
    assert extra.outcomes[0].type == verdict.value


def test_a_fault_after_a_failed_case_is_told_too() -> None:
    cases = (failed_case("A"), case("B", Verdict.NOT_RUN))
    names = [each.name for each in junit_cases(result("conv_test", Verdict.CRASHED, cases=cases))]
    assert names == ["A", "B", "conv_test (verdict)"]


def test_no_extra_testcase_where_a_case_carries_the_verdict() -> None:
    cases = (case("A"), case("B", Verdict.CRASHED), case("C", Verdict.NOT_RUN))
    written = junit_cases(result("conv_test", Verdict.CRASHED, cases=cases))
    assert [(each.name, tags(each)) for each in written] == [("A", []), ("B", ["error"]), ("C", ["error"])]
    assert [each.outcomes[0].type for each in written[1:]] == ["crashed", "not_run"]


def test_a_failed_case_has_its_places_in_message_and_body() -> None:
    (one,) = junit_cases(
        result(cases=(failed_case("A", "3 vs 4"),), verdict=Verdict.FAILED, rerun="harness rerun conv_test")
    )
    (outcome,) = one.outcomes
    assert (one.file, one.line) == ("kernels/conv_test.cc", 88)
    assert outcome.message == "kernels/conv_test.cc:88: 3 vs 4"
    assert outcome.body == "kernels/conv_test.cc:88: 3 vs 4\nrerun: harness rerun conv_test"


def test_a_crash_tells_its_circumstances() -> None:
    fault = Fault(kind="BusFault", message="bad address", registers={"PC": 0x123}, symbol="Conv")
    crashed = result(
        verdict=Verdict.CRASHED, cases=(case("A", Verdict.CRASHED),), fault=fault, evidence=("last words",)
    )
    body = junit_cases(crashed)[0].outcomes[0].body
    for expected in ("reason of conv_test", "BusFault: bad address in Conv", "PC=0x00000123", "  last words"):
        assert expected in body


@pytest.mark.parametrize(
    "silent",
    [
        case("A", Verdict.FAILED),
        case("A", Verdict.FAILED, failures=(CaseFailure(message=""),)),
        case("A", Verdict.NOT_RUN, reason=" \n"),
    ],
)
def test_a_message_is_never_empty(silent: object) -> None:
    assert case_message(silent).strip()  # type: ignore[arg-type]


def test_what_explains_an_error_is_with_it() -> None:
    (one,) = junit_cases(result(verdict=Verdict.LOCKED_UP, reason="locked up", remarks=("a remark",)))
    assert "note: a remark" in one.outcomes[0].body


def test_what_the_failures_say_is_not_said_again() -> None:
    one = CaseFailure(message="a == b", file="a.cc", line=1)
    for failures, reason in (((one,), "a == b"), ((one, one), "a == b (and 1 more failure)")):
        told = case_message(case("A", Verdict.FAILED, failures=failures, reason=reason))
        assert told == "\n".join(["a.cc:1: a == b"] * len(failures))
    more = case_message(case("A", Verdict.FAILED, failures=(one,), reason="a == b; exited with code 1"))
    assert more == "a.cc:1: a == b\na == b; exited with code 1"


def test_a_case_that_passed_at_the_second_attempt_is_flaky() -> None:
    attempts = (
        attempt(Verdict.FAILED, failed_case("A"), case("B")),
        attempt(Verdict.TIMED_OUT, case("A"), case("B", Verdict.TIMED_OUT)),
        attempt(Verdict.PASSED, case("A"), case("B")),
    )
    first, second = junit_cases(result(cases=(case("A"), case("B")), attempts=attempts))
    assert [(each.tag, each.type) for each in first.outcomes] == [("flakyFailure", "failed")]
    assert [(each.tag, each.type) for each in second.outcomes] == [("flakyError", "timed_out")]


def test_a_case_that_fails_every_time_has_reruns() -> None:
    cases = (failed_case("A"),)
    attempts = (attempt(Verdict.FAILED, *cases), attempt(Verdict.FAILED, *cases))
    (one,) = junit_cases(result(verdict=Verdict.FAILED, cases=cases, attempts=attempts))
    assert tags(one) == ["failure", "rerunFailure"]


def test_a_flaky_binary_whose_cases_do_not_tell_gets_a_testcase_that_does() -> None:
    attempts = (
        attempt(Verdict.INCOMPLETE, case("A", Verdict.NOT_RUN), reason="no sentinel"),
        attempt(Verdict.PASSED, case("A")),
    )
    one, extra = junit_cases(result(cases=(case("A"),), attempts=attempts))
    assert tags(one) == []
    assert tags(extra) == ["flakyError"]
    assert extra.outcomes[0].message == "attempt 1: no sentinel"


def test_a_binary_that_fails_for_being_flaky_has_a_failure() -> None:
    attempts = (attempt(Verdict.FAILED, failed_case("A")), attempt(Verdict.PASSED, case("A")))
    flaky = result(cases=(case("A"),), attempts=attempts, fail_on_flaky=True, reason="at attempt 2")
    one, extra = junit_cases(flaky)
    assert tags(one) == ["flakyFailure"]
    assert tags(extra) == ["failure", "rerunFailure"]
    assert (extra.outcomes[0].type, extra.outcomes[0].message) == ("flaky", "at attempt 2")
    (_, accepted) = junit_cases(replace(flaky, known="upstream"))
    assert [(each.tag, each.type) for each in accepted.outcomes] == [("skipped", "flaky")]


def test_equal_names_are_compared_with_their_own_earlier_run() -> None:
    attempts = (
        attempt(Verdict.FAILED, case("A"), failed_case("A")),
        attempt(Verdict.PASSED, case("A"), case("A")),
    )
    first, second = junit_cases(result(cases=(case("A"), case("A")), attempts=attempts))
    assert (tags(first), tags(second)) == ([], ["flakyFailure"])


def test_fault_lines() -> None:
    assert fault_lines(Fault(kind="Lockup", message="")) == ["Lockup"]
    registers = {f"R{number}": number for number in range(5)}
    lines = fault_lines(Fault(kind="HardFault", message="x", registers=registers, file="a.cc", line=3))
    assert lines[0] == "HardFault: x at a.cc:3"
    assert lines[2] == "  R4=0x00000004"
    said = Fault(kind="BusFault", message="BusFault at PC=0x1: bad address", symbol="Conv")
    assert fault_lines(said) == ["BusFault at PC=0x1: bad address in Conv"]
