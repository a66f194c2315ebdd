"""The misbehaving firmware's list, its sources and its expectations belong together."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest

from harness.model import Verdict
from harness.simulators.registry import all_simulators
from harness.targets import load_targets
from tests.expectations import FOLDER, Expectation, Override, load_expectations

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
    places = dict(_place(key, targets) for key in expectation.override)
    assert set(expectation.exclude) | {target for target in places.values() if target} <= targets.keys()
    assert not set(expectation.exclude) & set(places.values())
    assert len(expectation.exclude) < len(targets)


def _place(key: str, targets: Collection[str]) -> tuple[str, str]:
    """The key of an override with the target in it, if there is one."""
    target, _, simulator = key.partition(" on ")
    if not simulator and target not in targets:
        target, simulator = "", key
    assert simulator in ("", *all_simulators()), key
    return key, target


def test_the_narrower_override_wins() -> None:
    expectation = Expectation(
        verdict=Verdict.CRASHED,
        reason_contains="base",
        why="base",
        override={
            "board": Override(why="board", reason_contains="board", verdict=Verdict.FAILED),
            "renode": Override(why="renode", reason_contains="renode"),
            "board on renode": Override(why="both"),
        },
    )

    def on(target: str, simulator: str) -> tuple[str, str, str]:
        found = expectation.on(target, simulator)
        return found.verdict, found.reason_contains, found.why

    assert on("other", "qemu") == ("crashed", "base", "base")
    assert on("board", "qemu") == ("failed", "board", "board")
    assert on("other", "renode") == ("crashed", "renode", "renode")
    assert on("board", "renode") == ("failed", "renode", "both")


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
