"""``harness debug`` with a real gdb."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.debugging import GDBS
from harness.errors import ExitCode
from harness.reports.load import load_results
from harness.simulators.renode.discovery import VARIABLE, find_renode
from tests.integration.conftest import Harness
from tests.integration.processes import carrying, eventually, programs

RENODE, _ = find_renode()
GDB = next((found for each in GDBS if (found := shutil.which(each))), None)
BATCH = ("-nx", "-batch", "-iex", "set pagination off")
SIMULATORS = [
    "qemu",
    pytest.param(
        "renode",
        marks=[pytest.mark.renode, pytest.mark.skipif(not RENODE.usable, reason=RENODE.problem or "usable")],
    ),
]

pytestmark = [
    pytest.mark.firmware,
    pytest.mark.skipif(GDB is None, reason=f"neither {' nor '.join(GDBS)} is installed"),
]


class Debugged:
    """A running ``harness debug``, and the gdb command that it has printed."""

    def __init__(self, process: subprocess.Popen[str], mark: str) -> None:
        self.process = process
        assert process.stderr is not None
        head = process.stderr.readline()
        assert head == "harness: run in another terminal:\n", head + process.stderr.read()
        self.command = shlex.split(process.stderr.readline())
        self._mark = mark

    def gdb(self, *steps: str) -> str:
        """Run the printed command with ``steps`` behind it."""
        program, *arguments = self.command
        further = [word for step in steps for word in ("-ex", step)]
        done = subprocess.run(
            [program, *BATCH, *arguments, *further], capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout + done.stderr

    def end(self) -> tuple[int, str, str]:
        """Wait for its end: exit code, console, what it said. Nothing may be left."""
        out, said = self.process.communicate(timeout=60)
        assert eventually(lambda: not programs(carrying("HARNESS_TEST_MARK", self._mark)))
        return self.process.returncode, out, said


@pytest.fixture
def elf(harness: Harness, tmp_path: Path) -> Path:
    done = harness("test", "add_test", "--target", "bluepill", "--simulator", "qemu", "--json", "out.json")
    assert done.returncode == 0, done.stdout + done.stderr
    (result,) = load_results(tmp_path / "out.json").binaries
    assert result.elf is not None
    return result.elf


@pytest.fixture
def start(environment: dict[str, str], elf: Path, tmp_path: Path) -> Iterator[Callable[[str], Debugged]]:
    started: list[subprocess.Popen[str]] = []

    def run(simulator: str) -> Debugged:
        own = {"HARNESS_TEST_MARK": tmp_path.name, VARIABLE: str(RENODE.path or "")}
        process = subprocess.Popen(
            [sys.executable, "-m", "harness", "debug", elf, "--target", "bluepill", "--simulator", simulator],
            cwd=tmp_path,
            env=environment | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return Debugged(process, tmp_path.name)

    yield run
    for each in started:
        if each.poll() is None:
            each.kill()
            each.communicate()


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_it_stops_at_main_and_ends_with_the_debugger(
    simulator: str, start: Callable[[str], Debugged], elf: Path
) -> None:
    debugged = start(simulator)
    assert debugged.command[1] == str(elf)
    told = debugged.gdb("bt 1", "kill")
    assert "Breakpoint 1, main" in told
    assert "#0  main" in told
    code, _, said = debugged.end()
    assert code == 0
    assert said in ("harness: the debugger has gone\n", f"harness: {simulator} has ended\n")


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_the_console_is_live(simulator: str, start: Callable[[str], Debugged]) -> None:
    debugged = start(simulator)
    debugged.gdb("tbreak harness_exit", "continue")
    _, console, _ = debugged.end()
    assert console.startswith("Testing SimpleTest\n")
    assert "~~~ALL TESTS PASSED~~~" in console


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_nothing_runs_before_the_debugger_comes_and_ctrl_c_ends_it(
    simulator: str, start: Callable[[str], Debugged], tmp_path: Path
) -> None:
    debugged = start(simulator)
    assert len(carrying("HARNESS_TEST_MARK", tmp_path.name)) > 1
    os.kill(debugged.process.pid, signal.SIGINT)
    assert debugged.end() == (0, "", "harness: interrupted\n")


def test_a_second_debugger_is_turned_away(start: Callable[[str], Debugged]) -> None:
    debugged = start("qemu")
    port = int(debugged.command[3].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as first:
        first.sendall(b"+$?#3f")
        assert first.recv(1) == b"+"
        with socket.create_connection(("127.0.0.1", port)) as second:
            assert second.recv(1) == b""
    assert debugged.end()[2] == "harness: the debugger has gone\n"


def test_mistakes(harness: Harness, elf: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = harness("debug", elf, "--target", "bluepill", "--simulator", "qemu", "--port", str(port))
    assert done.returncode == ExitCode.ENVIRONMENT
    assert f"port {port} cannot be used" in done.stderr
    done = harness("debug", elf, "--target", "bluepill,host")
    assert done.returncode == ExitCode.USAGE
    assert "debug boots on one target" in done.stderr
    done = harness("debug", sys.executable, "--target", "host")
    assert done.returncode == ExitCode.USAGE
    assert "host needs no debug server; run `gdb " in done.stderr
