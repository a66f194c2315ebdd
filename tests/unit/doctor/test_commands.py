"""``harness doctor`` and ``harness setup`` as a user starts them, on a PATH of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import ExitCode
from tests.unit.doctor.conftest import Program


def harness(*arguments: str, path: str, folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": str(folder), "HARNESS_CACHE": str(folder / "cache")} | extra
    return subprocess.run(
        [sys.executable, "-m", "harness", *arguments],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def apt(programs: Path, program: Program) -> Path:
    """A package manager that notes how it was called, and a sudo that does what it is told."""
    notes = programs.parent / "apt.txt"
    program("apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{notes}')
    program("sudo", 'exec "$@"')
    return notes


def test_doctor_on_a_bare_machine(programs: Path, apt: Path, tmp_path: Path) -> None:
    done = harness("doctor", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert done.stderr == ""
    assert "cmake: cmake is not installed" in done.stdout
    assert "apt-get install -y --no-install-recommends qemu-system-arm" in done.stdout
    assert "ccache (optional)" in done.stdout
    assert done.stdout.rstrip().endswith("run 'harness setup'.")
    assert not apt.exists()


def test_doctor_as_json(programs: Path, apt: Path, tmp_path: Path) -> None:
    done = harness("doctor", "--json", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.ENVIRONMENT
    report = json.loads(done.stdout)
    assert report["healthy"] is False
    missing = {check["name"]: check for check in report["checks"] if not check["ok"]}
    assert missing["ninja"]["remedy"].endswith("apt-get install -y --no-install-recommends ninja-build")
    assert missing["simulator qemu"]["needed"] is True


@pytest.mark.firmware
def test_setup_runs_what_it_shows(programs: Path, program: Program, apt: Path, tmp_path: Path) -> None:
    tools = [*("qemu-system-arm", "arm-none-eabi-gcc", "cmake", "ninja", "g++", "ccache", "gdb-multiarch")]
    links = "; ".join(f"{shutil.which('ln')} -s {shutil.which(each)} {programs}/{each}" for each in tools)
    program("apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{apt}; [ "$1" = update ] || {{ {links}; }}')
    done = harness("setup", "--yes", path=f"{programs}", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("All is in order.")
    update, install = apt.read_text().splitlines()
    assert update == "noninteractive update"
    assert install.startswith("noninteractive install -y --no-install-recommends ")
    assert set(install.split()[4:]) == {
        *("gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "libstdc++-arm-none-eabi-newlib"),
        *("cmake", "ninja-build", "g++", "ccache", "gdb-multiarch", "qemu-system-arm"),
    }
    assert install.partition(" ")[2] in done.stdout


def test_setup_that_did_not_help(programs: Path, apt: Path, tmp_path: Path) -> None:
    done = harness("setup", "--yes", path=f"{programs}", folder=tmp_path)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert done.stdout.rstrip().endswith("run 'harness setup'.")


def test_setup_does_nothing_unasked(programs: Path, apt: Path, tmp_path: Path) -> None:
    done = harness("setup", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert "apt-get install" in done.stdout
    assert done.stderr == "harness: error: setup has no terminal to ask on; pass --yes to run the commands\n"
    assert not apt.exists()


def test_setup_does_not_drive_brew(programs: Path, program: Program, tmp_path: Path) -> None:
    program("brew", f"touch {tmp_path}/called")
    done = harness("setup", "--yes", path=str(programs), folder=tmp_path)
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "brew install" in done.stdout
    assert "setup does not drive brew" in done.stdout
    assert not (tmp_path / "called").exists()


@pytest.mark.firmware
def test_setup_where_all_is_there(tmp_path: Path) -> None:
    done = harness("setup", path=os.environ["PATH"], folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "nothing to do\n")
