"""What harness says where it does not run, or not wholly."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from harness import operating_systems
from harness.cli.main import main
from harness.doctor.machine import _system
from harness.errors import EnvironmentMissingError, ExitCode
from harness.execution.supervisor import Supervisor
from tests.unit.cli.conftest import Run, run  # noqa: F401 - a fixture

# As Windows' Python: without the modules of POSIX.
ON_WINDOWS = """
import sys, click, traceback, pathlib
for name in ("fcntl", "pwd", "resource", "termios", "grp"):
    sys.modules[name] = None
sys.platform = "win32"
from harness.cli.main import main
sys.exit(main(["test", "--target", "bluepill"]))
"""


def test_windows_is_refused_before_anything_is_imported_that_it_does_not_have() -> None:
    done = subprocess.run([sys.executable, "-c", ON_WINDOWS], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (ExitCode.ENVIRONMENT, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("harness: error: harness does not run on Windows; run it inside WSL 2")


@pytest.mark.parametrize(
    ("system", "works"), [("linux", True), ("darwin", True), ("win32", False), ("cygwin", False)]
)
def test_where_nothing_works(system: str, works: bool) -> None:
    problem = operating_systems.start_problem(system)
    assert (problem is None) is works


def test_macos_reads_and_starts_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(sys, "platform", "darwin")
    assert run("list", "targets").code == 0
    assert run("list", "suites").code == 0
    for arguments in (("test", "--target", "host"), ("build", "--target", "bluepill"), ("list", "tests")):
        printed = run(*arguments)
        assert (printed.code, printed.out) == (ExitCode.ENVIRONMENT, "")
        assert printed.err == (
            "harness: error: harness builds and boots on Linux alone; "
            "on macOS it lists, reports and explains; run it in a Linux container or virtual machine\n"
        )


def test_a_supervisor_refuses_what_it_could_not_end() -> None:
    async def enter() -> None:
        async with Supervisor():
            pass

    asyncio.run(enter())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", "freebsd14")
        with pytest.raises(EnvironmentMissingError, match="on freebsd14 it lists"):
            asyncio.run(enter())


def test_doctor_says_so_too() -> None:
    assert _system("linux").ok
    check = _system("darwin")
    assert not check.ok and check.needed
    assert check.remedy == operating_systems.IN_LINUX


def test_main_says_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert main(["--help"]) == ExitCode.ENVIRONMENT
    assert "WSL 2" in capsys.readouterr().err
