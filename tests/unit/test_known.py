"""Known trouble: what an entry means, when it counts, and what is wrong with a file of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.errors import ConfigError
from harness.known import Known, is_expected, load_known, settle, strangers
from harness.model import BinaryResult, TestBinary, Verdict
from harness.planning import EXPECTATIONS
from harness.suggest import MANY
from tests.unit.reports.samples import attempt

FAILED = '"failed"'
TODAY = date(2026, 5, 1)
GOOD = 'binary = "b*"\nverdict = "failed"\nreason = "why"\nuntil = 2027-01-01\n'


def result(verdict: Verdict = Verdict.FAILED, **other: str) -> BinaryResult:
    fields = {"name": "big", "suite": "tflm", "target": "bluepill", "variant": "native", **other}
    return BinaryResult(**fields, simulator="qemu", verdict=verdict, reason="r")  # type: ignore[arg-type]


def known(**other: object) -> Known:
    fields = {"binary": "b*", "verdicts": (Verdict.FAILED,), "reason": "why", "until": date(2027, 1, 1)}
    return Known(**fields | other)  # type: ignore[arg-type]


def flaky_result(*, fails: bool) -> BinaryResult:
    attempts = (attempt(Verdict.FAILED), attempt(Verdict.PASSED))
    return replace(result(Verdict.PASSED), attempts=attempts, fail_on_flaky=fails)


def test_the_verdict_stays_and_no_longer_fails_the_run() -> None:
    settled = settle(result(), [known()], TODAY)
    assert settled.verdict is Verdict.FAILED
    assert settled.known == "why (accepted until 2027-01-01)"
    assert settled.accepted
    assert not result().accepted


@pytest.mark.parametrize(
    "entry",
    [
        known(binary="c*"),
        known(targets=("stm32*", "host")),
        known(profile="roomy"),
        known(verdicts=(Verdict.TIMED_OUT, Verdict.CRASHED)),
        known(verdicts=(), flaky=True),
    ],
)
def test_an_entry_about_something_else_has_no_effect(entry: Known) -> None:
    assert settle(result(profile="real"), [entry], TODAY) == result(profile="real")


def test_target_and_profile_are_matched() -> None:
    entry = known(targets=("host", "blue*"), profile="real")
    assert settle(result(profile="real"), [entry], TODAY).known


def test_the_last_day_counts_and_the_next_does_not() -> None:
    assert settle(result(), [known(until=TODAY)], TODAY).known
    late = settle(result(), [known(until=date(2026, 4, 30))], TODAY)
    assert not late.accepted
    assert late.remarks == ("was known trouble until 2026-04-30: why",)


def test_trouble_that_is_gone_is_told() -> None:
    settled = settle(result(Verdict.PASSED), [known()], TODAY)
    assert settled.remarks == ("known trouble is gone, remove its entry: why",)


def test_that_a_binary_is_flaky_can_be_known() -> None:
    entry = known(verdicts=(), flaky=True)
    assert not flaky_result(fails=True).accepted
    assert settle(flaky_result(fails=True), [entry], TODAY).accepted
    late = settle(flaky_result(fails=True), [known(flaky=True, until=date(2026, 4, 30))], TODAY)
    assert not late.accepted
    assert late.remarks == ("was known trouble until 2026-04-30: why",)


@pytest.mark.parametrize("entry", [known(), known(flaky=True), known(verdicts=(), flaky=True)])
def test_a_flaky_result_that_fails_nothing_stays_flaky_and_ends_no_trouble(entry: Known) -> None:
    assert settle(flaky_result(fails=False), [entry], TODAY) == flaky_result(fails=False)


def test_one_good_run_does_not_end_flakiness() -> None:
    entry = known(verdicts=(Verdict.FAILED,), flaky=True)
    assert settle(result(Verdict.PASSED), [entry], TODAY) == result(Verdict.PASSED)


@pytest.mark.parametrize(
    ("verdict", "entry", "expected"),
    [
        (Verdict.FAILED, known(), True),
        (Verdict.CRASHED, known(), False),
        (Verdict.FAILED, known(binary="c*"), False),
        (Verdict.FAILED, known(until=date(2026, 4, 30)), False),
        (Verdict.FAILED, known(verdicts=(), flaky=True), False),
    ],
)
def test_what_is_expected_needs_no_other_boot(verdict: Verdict, entry: Known, expected: bool) -> None:
    binary = TestBinary(name="big", suite="s", target="host", elf=Path("big.elf"))
    assert is_expected(binary, verdict, [entry], TODAY) is expected


def test_an_entry_about_no_binary_is_told_once() -> None:
    entries = [known(), known(binary="bgi"), known(binary="bgi", targets=("host",)), known(binary="zzz")]
    assert strangers(entries, ["big", *(f"n{n}" for n in range(MANY))]) == (
        "no binary is named 'bgi', did you mean big?",
        "no binary is named 'zzz'",
    )


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    several = GOOD.replace('"failed"', '["failed", "flaky"]')
    path.write_text(f'[[known]]\n{GOOD}[[known]]\n{several}target = ["host", "mps*"]\nprofile = "roomy"\n')
    first, second = load_known(path)
    assert first == known()
    assert second == known(targets=("host", "mps*"), profile="roomy", flaky=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[known]\n", "known: expected nothing but"),
        ("other = 1\n", "other: expected nothing but"),
        (f"[[known]]\n{GOOD}binry = 'x'\n", r"known\[0\].binry: unknown key"),
        ("[[known]]\nbinary = 'x'\n", r"known\[0\].verdict: is missing"),
        (f"[[known]]\n{GOOD.replace('failed', 'passed')}", "verdict: expected one of failed, crashed"),
        (f"[[known]]\n{GOOD.replace(FAILED, '[]')}", "verdict: expected one of failed, crashed"),
        (f"[[known]]\n{GOOD.replace(FAILED, f'[{FAILED}, 5]')}", "verdict: expected one of .*found 5"),
        (f"[[known]]\n{GOOD.replace('b*', '*')}", r"known\[0\]: is about every binary on every target"),
        (f'[[known]]\n{GOOD.replace("b*", "?*")}target = ["host", "**"]\n', "about every binary"),
        (f"[[known]]\n{GOOD.replace('2027-01-01', '5')}", "until: expected a date"),
        (f"[[known]]\n{GOOD.replace('2027-01-01', '2027-01-01T00:00:00')}", "until: expected a date"),
        (f"[[known]]\n{GOOD}target = 5\n", "target: expected"),
        (f"[[known]]\n{GOOD}target = []\n", "target: expected"),
        (f'[[known]]\n{GOOD}profile = "tiny"\n', "profile: expected one of real, roomy"),
        (f"[[known]]\n{GOOD.replace('why', ' ')}", "reason: expected a text"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "known.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        load_known(path)


def test_everything_on_one_target_may_be_known(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text(f'[[known]]\n{GOOD.replace("b*", "*")}target = "host"\n')
    assert load_known(path) == (known(binary="*", targets=("host",)),)


def test_the_list_that_comes_with_harness_is_sound() -> None:
    entries = load_known(EXPECTATIONS)
    assert entries
    assert all(len(entry.reason) > 20 for entry in entries)
