"""Ctrl-C, SIGTERM, SIGHUP and SIGKILL in the middle of a run: reports complete, no process left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from lxml import etree

from harness.reports.load import load_results
from tests.integration.conftest import Harness
from tests.integration.processes import booted, carrying, eventually, programs

MARK = "HARNESS_TEST_MARK"
ENDLESS = ("loop_silent", "sleep_forever")


@pytest.fixture
def running(
    harness: Harness, environment: dict[str, str], tmp_path: Path
) -> tuple[subprocess.Popen[str], str]:
    """A run that would take minutes, with both of its simulators started."""
    built = harness("build", "--suite", "misbehaving", "--target", "mps2_an385")
    assert built.returncode == 0, built.stderr
    mark = uuid.uuid4().hex
    run = subprocess.Popen(
        [
            *(sys.executable, "-m", "harness", "test", *ENDLESS, "reset_loop", "--suite", "misbehaving"),
            *("--target", "mps2_an385", "--timeout", "600", "-j", "2"),
        ],
        cwd=tmp_path,
        env=environment | {MARK: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert eventually(lambda: booted(carrying(MARK, mark)) == 2)
    return run, mark


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_with_complete_reports(
    running: tuple[subprocess.Popen[str], str], number: signal.Signals, tmp_path: Path
) -> None:
    run, mark = running
    run.send_signal(number)
    output, _ = run.communicate(timeout=20)
    assert run.returncode == 2, output
    assert "INTERRUPTED" in output
    assert eventually(lambda: not carrying(MARK, mark))
    result = load_results(tmp_path / "reports" / "latest" / "results.json")
    assert result.interrupted
    assert {binary.name for binary in result.binaries} == {*ENDLESS, "reset_loop"}
    assert all(binary.log is None or binary.log.exists() for binary in result.binaries)
    junit = etree.parse(tmp_path / "reports" / "latest" / "junit.xml")
    assert {suite.get("name").rpartition("/")[2] for suite in junit.iter("testsuite")} >= set(ENDLESS)


def test_an_impatient_second_ctrl_c_costs_no_reports(
    running: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    run, mark = running
    run.send_signal(signal.SIGINT)
    run.send_signal(signal.SIGINT)
    run.send_signal(signal.SIGTERM)
    output, _ = run.communicate(timeout=20)
    assert "INTERRUPTED" in output
    assert eventually(lambda: not carrying(MARK, mark))
    assert load_results(tmp_path / "reports" / "latest" / "results.json").interrupted


def test_nothing_is_left_after_sigkill(running: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    run, mark = running
    run.kill()
    run.communicate(timeout=20)
    assert eventually(lambda: not carrying(MARK, mark))
    folders = [each for each in (tmp_path / "reports").iterdir() if not each.is_symlink()]
    assert len(folders) == 1
    for line in (folders[0] / "results.partial.jsonl").read_text().splitlines():
        json.loads(line)


def test_nothing_is_left_when_a_build_is_killed(environment: dict[str, str], tmp_path: Path) -> None:
    mark = uuid.uuid4().hex
    run = subprocess.Popen(
        [sys.executable, "-m", "harness", "build", "--target", "mps2_an386"],
        cwd=tmp_path,
        env=environment | {MARK: mark, "HARNESS_CACHE": str(tmp_path / "cache"), "CCACHE_DISABLE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert eventually(lambda: "cc1plus" in programs(carrying(MARK, mark)), 60)
    run.kill()
    run.wait()
    assert eventually(lambda: not carrying(MARK, mark))
