"""The main job as a user runs it: build, boot, judge, report, on every target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from harness.model import Verdict
from harness.reports.load import load_results
from tests.integration.conftest import Harness

SCHEMA = Path(__file__).parents[1] / "data" / "schemas" / "junit-10.xsd"
TARGETS = (
    *("host", "bluepill", "stm32f412", "stm32f746", "stm32h747"),
    *("mps2_an385", "mps2_an386", "mps2_an500", "mps2_an505", "mps2_an521", "mps3_an547"),
)


def test_bluepill_is_green_with_evidence(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--target", "bluepill", "--junit", "copy.xml", "--json", "copy.json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = load_results(tmp_path / "copy.json")
    assert len(result.binaries) >= 15
    cases = [case for binary in result.binaries for case in binary.cases]
    assert len(cases) > 100
    assert {case.verdict for case in cases} == {Verdict.PASSED}
    depthwise = next(binary for binary in result.binaries if binary.name == "depthwise_conv_test")
    assert [case.name for case in depthwise.cases] == [
        *("SimpleTest", "SimpleTestQuantized", "SimpleTestRelu", "SimpleTestReluQuantized"),
    ]
    for binary in result.binaries:
        assert binary.log is not None
        assert "~~~ALL TESTS PASSED~~~" in binary.log.read_text()
        assert {"flash", "ram", "stack"} <= {metric.name for metric in binary.metrics}
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.parse(tmp_path / "copy.xml"))


def test_every_target_is_green_and_a_second_build_builds_nothing(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "--target", "all")
    assert done.returncode == 0, done.stdout + done.stderr
    result = load_results(tmp_path / "reports" / "latest" / "results.json")
    assert {binary.target for binary in result.binaries} >= set(TARGETS)
    by_variant = {binary.target: binary.variant for binary in result.binaries}
    assert by_variant["bluepill"] == "native"
    assert by_variant["stm32f746"] != "native"
    again = harness("build", "--target", "all", "-v")
    assert again.returncode == 0
    assert "0 steps" in again.stdout, again.stdout


@pytest.mark.parametrize("arguments", [["--list"], []])
def test_cases_are_known_before_the_run(harness: Harness, arguments: list[str]) -> None:
    command = ["test", "depthwise_conv_test", "--target", "bluepill", *arguments]
    done = harness(*(command if arguments else ["list", "tests", "--target", "bluepill", "--json"]))
    assert done.returncode == 0, done.stderr
    assert "SimpleTestReluQuantized" in done.stdout
    if not arguments:
        assert json.loads(done.stdout)


def test_rerun_takes_what_failed_with_the_same_settings(harness: Harness, tmp_path: Path) -> None:
    first = harness("test", "failures_v2", "ansi_colours", "--suite", "misbehaving", "--target", "host")
    assert first.returncode in (1, 5), first.stderr
    last = load_results(tmp_path / "reports" / "latest" / "results.json")
    failed = {binary.name for binary in last.binaries if not binary.verdict.green}
    again = harness("rerun", "--failed", "-q")
    assert again.returncode == 1
    assert again.stdout.splitlines()[-1].startswith("NOT GREEN: ")
    assert "Reports" not in again.stdout
    repeated = load_results(tmp_path / "reports" / "latest" / "results.json")
    assert {binary.name for binary in repeated.binaries} == failed
    assert repeated.run_id != last.run_id
