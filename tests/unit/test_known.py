"""Known trouble: what an entry means, when it counts, and what is wrong with a file of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harness.errors import ConfigError
from harness.known import Known, load_known, settle
from harness.model import BinaryResult, Verdict
from harness.planning import EXPECTATIONS

TODAY = date(2026, 5, 1)
GOOD = 'binary = "b*"\nverdict = "failed"\nreason = "why"\nuntil = 2027-01-01\n'


def result(verdict: Verdict = Verdict.FAILED, **other: str) -> BinaryResult:
    fields = {"name": "big", "suite": "tflm", "target": "bluepill", "variant": "native", **other}
    return BinaryResult(**fields, simulator="qemu", verdict=verdict, reason="r")  # type: ignore[arg-type]


def known(**other: object) -> Known:
    fields = {"binary": "b*", "verdict": Verdict.FAILED, "reason": "why", "until": date(2027, 1, 1)} | other
    return Known(**fields)  # type: ignore[arg-type]


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
        known(verdict=Verdict.TIMED_OUT),
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


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text(f'[[known]]\n{GOOD}[[known]]\n{GOOD}target = ["host", "mps*"]\nprofile = "roomy"\n')
    first, second = load_known(path)
    assert first == known()
    assert second == known(targets=("host", "mps*"), profile="roomy")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[known]\n", "known: expected nothing but"),
        ("other = 1\n", "other: expected nothing but"),
        (f"[[known]]\n{GOOD}binry = 'x'\n", r"known\[0\].binry: unknown key"),
        ("[[known]]\nbinary = 'x'\n", r"known\[0\].verdict: is missing"),
        (f"[[known]]\n{GOOD.replace('failed', 'passed')}", "verdict: expected one of failed, crashed"),
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


def test_the_list_that_comes_with_harness_is_sound() -> None:
    entries = load_known(EXPECTATIONS)
    assert entries
    assert all(len(entry.reason) > 20 for entry in entries)
