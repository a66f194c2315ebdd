"""Finding Renode."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.simulators.renode.discovery import find_renode


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARNESS_RENODE", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")


def test_the_variable_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "renode", "echo Renode v1.15.0.1")
    named = program(tmp_path / "other", "echo Renode v1.16.1.2154")
    assert find_renode()[0].version == "1.15.0"
    monkeypatch.setenv("HARNESS_RENODE", str(named))
    availability, version = find_renode()
    assert (availability.usable, availability.path, availability.version) == (True, named, "1.16.1")
    assert version is not None and version.number == (1, 16, 1)


def test_none_is_as_if_there_were_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "renode", "echo Renode v1.15.0.1")
    monkeypatch.setenv("HARNESS_RENODE", "none")
    availability, _ = find_renode()
    assert (availability.usable, availability.problem) == (False, "renode is not installed")


def test_what_renode_run_downloaded(tmp_path: Path) -> None:
    program(tmp_path / "portable" / "renode", "echo Renode v1.16.1.1")
    program(tmp_path / "bin" / "renode-run", f"echo {tmp_path / 'portable'}")
    assert find_renode()[0].path == tmp_path / "portable" / "renode"


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("exit 1", "does not start"),
        ("echo hello", "tells no version"),
        ("echo Renode v1.12.0.3", r"1\.13\.0 is the oldest"),
    ],
)
def test_what_cannot_be_used(script: str, problem: str, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "renode", script)
    availability, _ = find_renode()
    assert not availability.usable
    assert problem.replace("\\", "") in availability.problem
    assert availability.remedy == "harness setup renode"


@pytest.mark.parametrize("named", ["", "/no/such/renode"])
def test_nothing_there(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if named:
        monkeypatch.setenv("HARNESS_RENODE", named)
    availability, version = find_renode()
    assert (availability.usable, version) == (False, None)
    assert "is not installed" in availability.problem


def test_the_question_leaves_nothing_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    program(tmp_path / "bin" / "renode", 'mkdir -p "$HOME/renode"; echo Renode v1.16.1.1')
    assert find_renode()[0].usable
    assert not (tmp_path / "home").exists()
