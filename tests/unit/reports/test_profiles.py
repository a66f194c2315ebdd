"""What a summary says of two memories and of known trouble."""

from __future__ import annotations

from harness.model import BinaryResult, Verdict
from harness.reports.junit_cases import junit_cases
from harness.reports.profiles import known_lines, profile_lines
from harness.reports.style import Line
from harness.reports.summary import target_table


def result(name: str, profile: str, verdict: Verdict = Verdict.PASSED, **other: str) -> BinaryResult:
    fields = {"target": "t", "variant": profile or "native", "suite": "tflm", "simulator": "qemu"} | other
    return BinaryResult(name=name, profile=profile, verdict=verdict, reason="it is so", **fields)  # type: ignore[arg-type]


def texts(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def test_both_truths_are_told_for_each_target() -> None:
    binaries = [
        result("a", "real"),
        result("b", "real", Verdict.DOES_NOT_FIT),
        result("a", "roomy"),
        result("b", "roomy"),
        result("a", "real", target="u"),
        result("a", "real", Verdict.NOT_RUN, target="v"),
        result("a", "", target="host"),
    ]
    assert texts(profile_lines(binaries)) == [
        "",
        "t: 1 of 2 run on the real part, 2 of 2 pass when given room",
        "u: 1 of 1 run on the real part",
    ]
    assert profile_lines(binaries[-1:]) == []


def test_known_trouble_is_listed_apart() -> None:
    binaries = [
        result("a", "roomy", Verdict.FAILED, known="because (accepted until 2999-01-01)"),
        result("b", ""),
    ]
    assert texts(known_lines(binaries, None)) == [
        *("", "Known trouble", "  t/roomy a: failed", "    because (accepted until 2999-01-01)"),
    ]
    row = texts(target_table(binaries))[1]
    assert "1 known trouble" in row
    assert "failed" not in row
    assert known_lines(binaries[1:], None) == []


def test_junit_writes_known_trouble_as_skipped_with_the_failure() -> None:
    (case,) = junit_cases(result("a", "roomy", Verdict.CRASHED, known="because"))
    (outcome,) = case.outcomes
    assert (outcome.tag, outcome.type, outcome.message) == ("skipped", "crashed", "known trouble: because")
    assert "it is so" in outcome.body
