"""The misbehaving firmware's list, its sources and its expectations belong together."""

from __future__ import annotations

import re

import pytest

from harness.model import Verdict
from harness.targets import load_targets
from tests.expectations import FOLDER, Expectation, load_expectations

EXPECTATIONS = load_expectations()
CMAKE = (FOLDER / "CMakeLists.txt").read_text()


def listed() -> dict[str, set[str]]:
    """Firmware in CMakeLists.txt with the targets that it is left out on."""
    sets = dict(re.findall(r"^set\((\w+) (.*)\)$", CMAKE, re.MULTILINE))
    calls = re.findall(r"^misbehaving\((\w+)(.*)\)$", CMAKE, re.MULTILINE)
    expanded = {name: re.sub(r"\$\{(\w+)\}", lambda found: str(sets[found[1]]), rest) for name, rest in calls}
    return {name: set(rest.split()) for name, rest in expanded.items()}


def test_every_firmware_has_an_expectation_and_a_source() -> None:
    assert listed().keys() == EXPECTATIONS.keys()
    assert {path.stem for path in FOLDER.glob("*.cc")} == EXPECTATIONS.keys()


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_left_out_targets_agree_with_cmake_and_exist(name: str) -> None:
    expectation = EXPECTATIONS[name]
    assert set(expectation.exclude) == listed()[name]
    targets = load_targets()
    assert set(expectation.exclude) | expectation.override.keys() <= targets.keys()
    assert not set(expectation.exclude) & expectation.override.keys()
    assert len(expectation.exclude) < len(targets)


@pytest.mark.parametrize("name", EXPECTATIONS)
def test_every_expectation_says_why(name: str) -> None:
    expectation: Expectation = EXPECTATIONS[name]
    assert expectation.why
    assert all(override.why for override in expectation.override.values())


def test_all_verdicts_that_a_firmware_can_cause_are_covered() -> None:
    caused = {expectation.verdict for expectation in EXPECTATIONS.values()}
    assert caused == {
        *(Verdict.PASSED, Verdict.FAILED, Verdict.CRASHED),
        *(Verdict.LOCKED_UP, Verdict.TIMED_OUT, Verdict.INCOMPLETE),
    }


def test_only_what_the_budget_ends_has_a_budget_of_its_own() -> None:
    for name, expectation in EXPECTATIONS.items():
        verdicts = {expectation.verdict, *(each.verdict for each in expectation.override.values())}
        assert (expectation.timeout_s is not None) == (Verdict.TIMED_OUT in verdicts), name
