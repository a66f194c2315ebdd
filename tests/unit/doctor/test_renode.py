"""``harness setup renode`` with tools that take notes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.doctor import renode_plan
from harness.errors import ExitCode
from tests.unit.doctor.conftest import Program
from tests.unit.doctor.test_commands import harness

SOURCE = "git+https://github.com/antmicro/renode-run"


@pytest.fixture
def notes(programs: Path, program: Program) -> Path:
    """A git that is never called, and a pipx that installs a renode-run, which \"downloads\" a Renode."""
    notes = programs.parent / "notes.txt"
    program("git", "exit 1")
    renode = programs.parent / "portable"
    program("portable-renode", "echo Renode v1.16.1.1")
    runner = (
        f"if [ $1 = download ]; then echo renode-run $* >>{notes}; /bin/mkdir -p {renode};"
        f" /bin/cp {programs}/portable-renode {renode}/renode; else echo {renode}; fi"
    )
    program("template", runner)
    program("pipx", f"echo pipx $* >>{notes}; /bin/cp {programs}/template {programs}/renode-run")
    return notes


def test_it_runs_what_it_shows(programs: Path, notes: Path, tmp_path: Path) -> None:
    done = harness("setup", "renode", "--yes", path=f"{programs}:/bin", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    commands = [f"pipx install {SOURCE}", "renode-run download"]
    assert notes.read_text().splitlines() == commands
    assert all(f"  {each}\n" in done.stdout for each in commands)
    assert done.stdout.endswith(f"renode 1.16.1 at {tmp_path}/portable/renode\n")
    again = harness("setup", "renode", "--yes", path=f"{programs}:/bin", folder=tmp_path)
    assert (again.returncode, again.stdout) == (0, "nothing to do\n")


def test_nothing_happens_unasked(programs: Path, notes: Path, tmp_path: Path) -> None:
    done = harness("setup", "renode", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "pass --yes" in done.stderr
    assert not notes.exists()


def test_a_network_that_refuses_is_one_line(
    programs: Path, program: Program, notes: Path, tmp_path: Path
) -> None:
    program("pipx", "echo fatal: unable to access; exit 1")
    done = harness("setup", "renode", "--yes", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "fatal: unable to access" in done.stdout
    assert done.stderr == (
        f"harness: error: `pipx install {SOURCE}` failed with exit code 1;"
        " read its lines above; is the network there?\n"
    )


def test_without_pipx_it_goes_next_to_our_python(
    programs: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("git", "exit 1")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("HARNESS_RENODE", raising=False)
    work = renode_plan(str(programs))
    assert work.commands == (
        (sys.executable, "-m", "pip", "install", SOURCE),
        (str(Path(sys.executable).parent / "renode-run"), "download"),
    )


@pytest.mark.parametrize("options", [(), ("--portable",)])
def test_without_git_it_takes_the_release(
    options: tuple[str, ...], programs: Path, program: Program, tmp_path: Path
) -> None:
    if options:
        program("git", "exit 1")
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"not the release")
    places = {"HARNESS_RENODE_ARCHIVE": str(other), "XDG_DATA_HOME": str(tmp_path / "data")}
    done = harness("setup", "renode", "--yes", *options, path=str(programs), folder=tmp_path, **places)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert f"{other} is not the released archive: its SHA-256 is " in done.stderr
    assert not list((tmp_path / "data").rglob("renode*"))


def test_where_there_is_no_release_either(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("HARNESS_RENODE", raising=False)
    assert "git is not installed" in renode_plan(str(programs)).beyond_us[0]


def test_portable_goes_with_renode(programs: Path, tmp_path: Path) -> None:
    done = harness("setup", "--portable", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "--portable goes with 'setup renode'" in done.stderr
