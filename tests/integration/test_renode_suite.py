"""Every firmware of both suites on the boards that Renode has, with the verdicts that are right there."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.reports.load import load_results
from harness.simulators.renode.board import has_board
from harness.simulators.renode.discovery import VARIABLE, find_renode
from harness.targets import load_targets
from tests.expectations import disagreement, load_expectations
from tests.integration.conftest import Harness

RENODE, _ = find_renode()
BOARDS = [name for name, target in load_targets().items() if has_board(target)]
EXPECTATIONS = load_expectations()

pytestmark = [
    pytest.mark.renode,
    pytest.mark.firmware,
    pytest.mark.skipif(not RENODE.usable, reason=RENODE.problem or "Renode can be used"),
]


def test_there_are_four_boards() -> None:
    assert BOARDS == ["bluepill", "stm32f412", "stm32f746", "stm32h747"]


@pytest.mark.parametrize("target", BOARDS)
def test_expected_verdicts(target: str, harness: Harness, tmp_path: Path) -> None:
    done = harness(
        *("test", "--suite", "misbehaving", "--target", target, "--simulator", "renode"),
        *("--json", "out.json"),
        **{VARIABLE: str(RENODE.path)},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    results = {result.name: result for result in load_results(tmp_path / "out.json").binaries}
    assert results.keys() == EXPECTATIONS.keys()
    wrong = {
        name: text
        for name, result in results.items()
        if (text := disagreement(result, EXPECTATIONS[name].on(target, "renode")))
    }
    assert not wrong


@pytest.mark.parametrize("target", BOARDS)
def test_micro_tests_pass_on_the_parts_own_memory(target: str, harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--target", target, "--json", "out.json", **{VARIABLE: str(RENODE.path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{target}: renode {RENODE.version} (auto; qemu " in done.stdout
    results = load_results(tmp_path / "out.json").binaries
    assert {(result.simulator, result.variant) for result in results} == {("renode", "native")}
    assert any(metric.source == "renode" for result in results for metric in result.metrics)
