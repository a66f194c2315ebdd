"""The pages about CI systems: their files are valid, their commands run, and what those write is readable."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from harness.errors import ExitCode
from tests.contract.consumers import gitlab
from tests.integration.conftest import ROOT, Harness

BLOCK = re.compile(r"^```(?P<kind>yaml|groovy)\n(?P<text>.*?)^```$", re.M | re.S)
SH = re.compile(r"sh '([^']*)'")


def blocks(name: str, kind: str) -> list[str]:
    found = BLOCK.finditer((ROOT / "docs" / name).read_text())
    return [block["text"] for block in found if block["kind"] == kind]


def scripts(text: str) -> dict[str, list[str]]:
    """Job -> its commands but for the installation, of a GitLab file."""
    jobs: dict[str, Any] = YAML(typ="safe").load(text)
    return {
        name: [line for line in job["script"] if line != "./bootstrap.sh"]
        for name, job in jobs.items()
        if isinstance(job, dict) and "script" in job
    }


@pytest.fixture
def shell(tmp_path: Path, environment: dict[str, str]) -> Any:
    """Runs a line in a folder where ``.venv/bin/harness`` is the harness under test."""
    program = tmp_path / ".venv" / "bin" / "harness"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m harness "$@"\n')
    program.chmod(0o755)

    def run(line: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env=environment | extra,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.mark.parametrize("text", blocks("ci-gitlab.md", "yaml"))
def test_gitlab_files_are_valid(text: str, tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(text)
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_gitlab_commands_run_and_gitlab_reads_the_result(shell: Any, tmp_path: Path) -> None:
    plain, sharded = (scripts(text) for text in blocks("ci-gitlab.md", "yaml"))
    for line in plain["firmware"]:
        done = shell(line, HARNESS_JUNIT_FLAVOUR="rich")
        assert done.returncode == 0, done.stdout + done.stderr
    cases = gitlab(tmp_path / "junit.xml")
    assert len(cases) > 200
    for number in ("1", "2"):
        for line in sharded["firmware"]:
            done = shell(line, CI_NODE_INDEX=number, CI_NODE_TOTAL="2")
            assert done.returncode == 0, done.stdout + done.stderr
    for line in sharded["merge"]:
        done = shell(line, HARNESS_JUNIT_FLAVOUR="rich")
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(gitlab(tmp_path / "junit.xml")) == len(cases)


def test_jenkins_commands_run(shell: Any, tmp_path: Path) -> None:
    plain, merge = blocks("ci-jenkins.md", "groovy")
    lines = [line for line in SH.findall(plain) if line != "./bootstrap.sh"]
    assert len(lines) == 1
    assert shell(lines[0]).returncode == 0
    shutil.copytree(tmp_path / "reports", tmp_path / "shards" / "1")
    (line,) = SH.findall(merge)
    done = shell(line)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "merged" / "latest" / "junit.xml").is_file()


def test_in_a_job_of_github_it_is_told(harness: Harness, tmp_path: Path) -> None:
    job = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_WORKSPACE": str(ROOT),
    }
    arguments = (
        "test",
        "failures_v2",
        "--suite",
        "misbehaving",
        "--target",
        "host",
        "--report-dir",
        tmp_path / "r",
    )
    done = harness(*arguments, cwd=ROOT, **job)
    assert done.returncode == ExitCode.NOT_GREEN
    place = "::error file=micro_tests/misbehaving/failures_v2.cc,line="
    assert any(line.startswith(place) for line in done.stdout.splitlines()), done.stdout
    assert (
        "<details open><summary><code>host failures_v2</code> failed" in (tmp_path / "summary.md").read_text()
    )
    quiet = harness(*arguments, "--no-github", cwd=ROOT, **job)
    assert "::error" not in quiet.stdout
