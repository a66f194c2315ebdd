"""``bootstrap.sh`` on machines that lack something, with a package manager that takes notes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BASICS = ("bash", "cat", "cksum", "dirname", "env", "rm")

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
Bootstrap = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose .venv is ready, and a bin folder with nothing but the basics."""
    folder = tmp_path / "checkout"
    (folder / ".venv" / "bin").mkdir(parents=True)
    for name in ("bootstrap.sh", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name in ("harness", "python"):
        executable(folder / ".venv" / "bin" / name, "exit 0")
    sums = subprocess.run(["cksum", "pyproject.toml"], cwd=folder, capture_output=True, text=True, check=True)
    (folder / ".venv" / "bootstrap.stamp").write_text(f"{folder} {sums.stdout}")
    (tmp_path / "bin").mkdir()
    for name in BASICS:
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bin" / name).symlink_to(found)
    executable(tmp_path / "bin" / "sudo", '[ "$1" = -n ] && shift; exec "$@"')
    return folder


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def bootstrap(checkout: Path) -> Bootstrap:
    """Runs it as in a container: no HOME, no terminal, nothing in the environment but PATH."""
    return lambda *arguments: subprocess.run(
        [checkout / "bootstrap.sh", *arguments],
        env={"PATH": str(checkout.parent / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def notes(checkout: Path) -> Path:
    """What apt-get was asked to do; it succeeds, and dpkg-query knows what was installed."""
    path = checkout.parent / "notes"
    path.touch()
    executable(checkout.parent / "bin" / "apt-get", f'echo "$DEBIAN_FRONTEND $*" >>{path}')
    executable(checkout.parent / "bin" / "dpkg-query", "exit 1")
    return path


def test_everything_is_missing(bootstrap: Bootstrap, notes: Path) -> None:
    done = bootstrap()
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = notes.read_text().splitlines()
    assert line.startswith("noninteractive ")
    assert " install -y --no-install-recommends qemu-system-arm gcc-arm-none-eabi " in line
    assert done.stdout.startswith("bootstrap: installing Debian packages: qemu-system-arm gcc-arm-none-eabi ")


def test_what_is_there_is_not_installed_again(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    # cmake by its package, ninja from elsewhere, the rest not at all
    executable(checkout.parent / "bin" / "dpkg-query", '[ "$3" = cmake ] && printf installed')
    executable(checkout.parent / "bin" / "ninja", "exit 0")
    assert bootstrap().returncode == 0
    packages = notes.read_text().split("--no-install-recommends")[1].split()
    assert not {"cmake", "ninja-build"} & set(packages)
    assert {"ccache", "g++"} <= set(packages)


def test_a_second_run_has_nothing_to_do(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    executable(checkout.parent / "bin" / "dpkg-query", "printf installed")
    done = bootstrap()
    assert (done.returncode, done.stdout, done.stderr) == (0, "bootstrap: ready, nothing to do\n", "")
    assert notes.read_text() == ""


def test_what_only_tests_need_is_asked_for_by_name(checkout: Path, bootstrap: Bootstrap, notes: Path) -> None:
    done = bootstrap("--tests")
    assert done.returncode == 0
    wanted = "chromium debootstrap docker.io fish gcc-aarch64-linux-gnu zsh"
    assert notes.read_text().endswith(f" install -y --no-install-recommends {wanted}\n")
    for program in ("chromium", "debootstrap", "dockerd", "fish", "aarch64-linux-gnu-gcc", "zsh"):
        executable(checkout.parent / "bin" / program, "exit 0")
    assert (bootstrap("--tests").stdout, notes.read_text().count("\n")) == ("", 1)
    assert "chromium" not in (bootstrap(), notes.read_text().splitlines()[-1])[1]
    done = bootstrap("--all")
    assert (done.returncode, done.stderr) == (
        6,
        "bootstrap: error: unknown option --all; there is only --tests\n",
    )


def test_old_package_lists_are_renewed_once(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    script = f'echo "$*" >>{notes}; case $* in *update) touch {notes}.new ;; esac; [ -e {notes}.new ]'
    executable(checkout.parent / "bin" / "apt-get", script)
    (checkout.parent / "bin" / "touch").symlink_to(shutil.which("touch") or "")
    done = bootstrap()
    assert done.returncode == 0, done.stderr
    assert [("update" in line) for line in notes.read_text().splitlines()] == [False, True, False]


def test_no_network(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    executable(checkout.parent / "bin" / "apt-get", "exit 100")
    done = bootstrap()
    assert done.returncode == 6
    assert done.stderr.startswith("bootstrap: error: apt-get update failed; check the network")
    assert done.stderr.count("\n") == 1


def test_another_system(bootstrap: Bootstrap) -> None:
    done = bootstrap()
    assert done.returncode == 6
    assert done.stderr.startswith("bootstrap: error: missing: qemu-system-arm ")
    assert "no Debian or Ubuntu" in done.stderr


def test_no_python(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    executable(checkout.parent / "bin" / "dpkg-query", "printf installed")
    shutil.rmtree(checkout / ".venv")
    done = bootstrap()
    assert done.returncode == 6
    assert "python3 python3-venv" in notes.read_text()
    assert done.stderr.startswith("bootstrap: error: Python 3.11 or newer is needed")


def test_a_python_that_is_too_old(bootstrap: Bootstrap, notes: Path, checkout: Path) -> None:
    executable(checkout.parent / "bin" / "dpkg-query", "printf installed")
    executable(checkout.parent / "bin" / "python3", "exit 1")  # its answer to our question
    shutil.rmtree(checkout / ".venv")
    assert bootstrap().returncode == 6
