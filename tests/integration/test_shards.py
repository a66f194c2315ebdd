"""Shards from end to end: run, moved to another machine, merged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness.errors import ExitCode
from harness.reports.load import load_results
from tests.integration.conftest import Harness

SELECTED = ("--target", "bluepill,host", "--simulator", "auto", "-k", "add or conv or softmax")


@pytest.fixture
def shards(harness: Harness, tmp_path: Path) -> list[Path]:
    """Report folders of three shards, moved away from where they were written."""
    folders = []
    for number in (1, 2, 3):
        done = harness("test", *SELECTED, "--shard", f"{number}/3", "--report-dir", f"run-{number}")
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"note: shard {number}/3: " in done.stdout
        moved = tmp_path / "artifacts" / f"job {number}"
        # without links, as many stores of artifacts keep them
        shutil.copytree(tmp_path / f"run-{number}", moved)
        shutil.rmtree(tmp_path / f"run-{number}")
        folders.append(moved)
    return folders


def test_merged_from_one_folder_of_artifacts(shards: list[Path], harness: Harness, tmp_path: Path) -> None:
    done = harness("merge", "artifacts", "--report-dir", "all", "--junit", "junit.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    merged = load_results(tmp_path / "all" / "latest")
    whole = harness("test", *SELECTED, "--json", "whole.json")
    assert whole.returncode == 0
    expected = load_results(tmp_path / "whole.json")
    assert {each.key: each.verdict for each in merged.binaries} == {
        each.key: each.verdict for each in expected.binaries
    }
    for each in merged.binaries:
        assert each.log is not None and each.log.is_relative_to(tmp_path / "all")
        assert "~~~ALL TESTS PASSED~~~" in each.log.read_text()
    assert (tmp_path / "junit.xml").read_text().count("<testsuite ") == len(expected.binaries)
    assert harness("rerun", "--report-dir", "all", "-h").returncode == 0


def test_what_is_missing_or_cut_off_is_named(shards: list[Path], harness: Harness, tmp_path: Path) -> None:
    for results in shards[1].glob("*/results.json"):
        whole = results.read_bytes()
        results.write_bytes(whole[: len(whole) // 2])
    cut = harness("merge", "artifacts", "--report-dir", "all")
    assert cut.returncode == ExitCode.USAGE
    assert cut.stderr.count("\n") == 1 and "results.json is damaged or no results file" in cut.stderr
    assert not (tmp_path / "all").exists()
    shutil.rmtree(shards[1])
    missing = harness("merge", "artifacts", "--report-dir", "all")
    assert missing.returncode == ExitCode.NOT_GREEN
    assert "missing: shard 2/3" in missing.stderr
    again = harness("merge", shards[0], "artifacts", "--report-dir", "all")
    assert again.returncode == ExitCode.NOT_GREEN
    assert "double: shard 1/3" in again.stderr


def test_a_plan_for_another_selection_is_refused(harness: Harness, tmp_path: Path) -> None:
    done = harness(
        "plan", "-k", "add or conv", "--target", "host", "--shards", "2", "-o", "plan.json", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert [each["shard"] for each in json.loads(done.stdout)["include"]] == ["1/2", "2/2"]
    plan = ("--plan", "plan.json", "--shard", "1/2")
    good = harness("test", "-k", "add or conv", "--target", "host", *plan)
    assert good.returncode == 0, good.stderr
    assert "as plan.json says" in good.stdout
    more = harness("test", "-k", "add or conv or mul", "--target", "host", *plan)
    assert more.returncode == ExitCode.USAGE
    assert "made for another selection: it does not know host/native/mul_test" in more.stderr
    less = harness("test", "-k", "add", "--target", "host", *plan)
    assert "made for another selection: it names host/native/" in less.stderr
    other = harness("test", "-k", "add or conv", "--target", "host", "--plan", "plan.json")
    assert "add --shard N/TOTAL" in other.stderr


def test_an_empty_shard_passes(harness: Harness, tmp_path: Path) -> None:
    done = harness("test", "add_test", "--target", "host", "--shard", "2/2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "shard 2/2: 0 of 1 binary" in done.stdout
    shard = load_results(tmp_path / "reports" / "latest").shard
    assert shard is not None and shard.planned == ("host/native/add_test",)


def test_recorded_durations_balance(harness: Harness, tmp_path: Path) -> None:
    assert harness("test", "-k", "add or conv", "--target", "host").returncode == 0
    done = harness("test", "-k", "add or conv or mul", "--target", "host", "--shard", "1/2")
    assert "balanced by recorded durations, 2 have no record and count as the median" in done.stdout
