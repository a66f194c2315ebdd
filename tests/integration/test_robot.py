"""The Robot suites as a user runs them: plain ``robot``, results read from output.xml."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from robot.api import ExecutionResult

from harness.simulators.renode.discovery import find_renode
from tests.integration.conftest import ROOT
from tests.integration.processes import booted, carrying, eventually
from tests.integration.test_uart_console import CMSDK, STM32

SUITES = ROOT / "robot"
MARK = "HARNESS_TEST_MARK"
NO_RENODE = find_renode()[0].problem
Run = Callable[..., "Outcome"]


class Outcome:
    """What one run of robot left: return code, console, and tests by name."""

    def __init__(self, done: subprocess.CompletedProcess[str], folder: Path) -> None:
        self.returncode = done.returncode
        self.console = done.stdout + done.stderr
        self.folder = folder
        result = ExecutionResult(folder / "output.xml")
        self.tests = {test.name: test for test in result.suite.all_tests}
        self.errors = [message.message for message in result.errors.messages]

    def statuses(self) -> dict[str, str]:
        return {name: test.status for name, test in self.tests.items()}

    def links(self) -> list[str]:
        """Where Robot's log leads to."""
        text = (self.folder / "output.xml").read_text()
        return re.findall(r'Console: &lt;a href="([^"&]*)"', text)


@pytest.fixture
def path_environment(environment: dict[str, str]) -> dict[str, str]:
    """With the programs of this interpreter's environment on PATH, as in an activated one."""
    return environment | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"}


@pytest.fixture
def run(path_environment: dict[str, str], tmp_path: Path) -> Run:
    def start(
        suite: str | Path,
        *arguments: str | Path,
        program: str = "robot",
        more: tuple[str, ...] = (),
        cwd: Path = tmp_path,
        extra: dict[str, str] | None = None,
        **variables: str,
    ) -> Outcome:
        folder = tmp_path / "out"
        words = [word for name, value in variables.items() for word in ("--variable", f"{name}:{value}")]
        done = subprocess.run(
            [program, *arguments, "--outputdir", folder, *words, *(SUITES / each for each in (suite, *more))],
            cwd=cwd,
            env=path_environment | (extra or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        return Outcome(done, folder)

    return start


def test_every_binary_is_a_test_with_tags_and_its_console(run: Run) -> None:
    outcome = run("kernels.robot", TARGET="bluepill", SIMULATOR="qemu")
    assert outcome.returncode == 0, outcome.console
    assert outcome.errors == []
    assert set(outcome.statuses().values()) == {"PASS"}
    assert len(outcome.tests) >= 20
    test = outcome.tests["hello_world_int8_test"]
    assert list(test.tags) == ["simulator:qemu", "suite:micro_tests", "target:bluepill"]
    links = outcome.links()
    assert len(links) == len(set(links)) == len(outcome.tests)
    for link in links:
        assert not Path(link).is_absolute()
        assert "~~~ALL TESTS PASSED~~~" in (outcome.folder / link).read_text()


def test_it_runs_from_the_checkout_and_leaves_nothing_there(run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in SUITES.rglob("*")}
    outcome = run("kernels.robot", cwd=ROOT, TARGET="host", BINARIES="add_test,*pool*")
    assert outcome.returncode == 0, outcome.console
    assert set(outcome.tests) == {"add_test", "average_pool_test", "max_pool_test"}
    assert {path: path.stat().st_mtime_ns for path in SUITES.rglob("*")} == before


def test_several_targets_are_told_apart(run: Run) -> None:
    outcome = run("kernels.robot", TARGET="host,mps2_an385", BINARIES="add_test")
    assert outcome.statuses() == {"host/add_test": "PASS", "mps2_an385/add_test": "PASS"}
    assert "simulator:host" in outcome.tests["host/add_test"].tags


MODIFIER = ("--prerunmodifier", "harness.robot.EachBinary")


def test_robots_own_options_choose_among_generated_tests(run: Run) -> None:
    chosen = {"TARGET": "host,mps2_an385", "BINARIES": "add_test,conv_test"}
    by_tag = run("kernels.robot", *MODIFIER, "--include", "target:host", "--exclude", "nothing", **chosen)
    assert by_tag.statuses() == {"host/add_test": "PASS", "host/conv_test": "PASS"}, by_tag.console
    by_name = run("kernels.robot", *MODIFIER, "--test", "mps2*conv*", **chosen)
    assert by_name.statuses() == {"mps2_an385/conv_test": "PASS"}
    assert "qemu" in ExecutionResult(by_name.folder / "output.xml").suite.metadata["Simulator of mps2_an385"]


def test_only_what_failed_runs_again(run: Run) -> None:
    chosen = {"TARGET": "host", "SUITE": "misbehaving", "BINARIES": "failures_v1,sentinel_in_case"}
    first = run("kernels.robot", *MODIFIER, **chosen)
    assert first.statuses() == {"failures_v1": "FAIL", "sentinel_in_case": "PASS"}, first.console
    kept = first.folder / "first.xml"
    (first.folder / "output.xml").rename(kept)
    assert run("kernels.robot", *MODIFIER, "--rerunfailed", kept, **chosen).statuses() == {
        "failures_v1": "FAIL"
    }


def test_a_mistake_is_told_by_the_pattern_itself(run: Run) -> None:
    outcome = run("kernels.robot", *MODIFIER, TARGET="bluepil")
    assert "did you mean bluepill" in outcome.tests["Each Binary"].message


def test_a_failure_names_case_and_place(run: Run) -> None:
    outcome = run(
        "kernels.robot",
        TARGET="bluepill",
        SIMULATOR="qemu",
        SUITE="misbehaving",
        BINARIES="failures_v1,lock_up",
    )
    assert outcome.returncode == 2
    message = outcome.tests["failures_v1"].message
    assert "Integers: micro_tests/misbehaving/failures_v1.cc:10: out == 9" in message
    assert "again: harness test failures_v1 --suite misbehaving --target bluepill" in message
    assert "locked_up" in outcome.tests["lock_up"].message
    assert len(outcome.links()) == 2


@pytest.mark.parametrize("target", ["bluepill", "host"])
def test_misbehaving_firmware_behaves_as_expected(run: Run, target: str) -> None:
    simulator = "host" if target == "host" else "qemu"
    outcome = run("misbehaving.robot", TARGET=target, SIMULATOR=simulator)
    assert outcome.returncode == 0, outcome.console
    assert outcome.tests["fault_secure"].status == "SKIP"
    assert "left out" in outcome.tests["fault_secure"].message
    assert len([test for test in outcome.tests.values() if test.status == "PASS"]) >= 40


@pytest.mark.parametrize("target", ["host", "bluepill", "mps3_an547"])
def test_firmware_can_be_talked_to(run: Run, target: str) -> None:
    outcome = run("interactive.robot", TARGET=target, SIMULATOR="host" if target == "host" else "qemu")
    assert outcome.returncode == 0, outcome.console
    assert len(outcome.tests) == len(outcome.links()) == 7


@pytest.mark.parametrize("board", [CMSDK, STM32], ids=["cmsdk", "stm32"])
def test_it_can_be_talked_to_over_a_uart(run: Run, tmp_path: Path, board: str) -> None:
    folder = tmp_path / "boards" / "serial_board"
    folder.mkdir(parents=True)
    (folder / "target.toml").write_text(board)
    extra = {"HARNESS_PLATFORM_FOLDERS": str(folder.parent)}
    outcome = run("interactive.robot", extra=extra, TARGET="serial_board", SIMULATOR="qemu")
    assert outcome.returncode == 0, outcome.console
    assert set(outcome.statuses().values()) == {"PASS"}


@pytest.mark.parametrize(
    ("suite", "variables", "told"),
    [
        ("kernels.robot", {"TARGET": "bleupill"}, "did you mean bluepill?"),
        ("kernels.robot", {"SIMULATOR": "qmeu"}, "no simulator is named 'qmeu'"),
        ("kernels.robot", {"BINARIES": "adt_test"}, "did you mean add_test?"),
        ("interactive.robot", {"TARGET": "bleupill"}, "did you mean bluepill?"),
    ],
)
def test_a_mistake_is_one_line_in_the_test(
    run: Run, suite: str, variables: dict[str, str], told: str
) -> None:
    outcome = run(suite, **variables)
    assert outcome.returncode > 0
    for test in outcome.tests.values():
        assert told in test.message
        assert "Traceback" not in test.message


OWN = """\
*** Settings ***
Library    harness.robot.HarnessLibrary    target=bluepill    simulator=qemu    suite=misbehaving

*** Test Cases ***
Numbers
    Boot Binary    failures_v2
    Binary Should Fit    flash=64K    ram=20K
    Run Keyword And Expect Error    *flash*more than 1 KB*    Binary Should Fit    flash=1K
    Stack Should Be Below    4K
    Run Keyword And Expect Error    *stack*not below 1*    Stack Should Be Below    1
    Run Keyword And Expect Error    *qemu does not count instructions*SIMULATOR:renode*
    ...    Executed Instructions Should Be Below    1_000_000
    ${stack} =    Get Metric    stack
    Should Be True    0 < ${stack} < 4096

Cases
    Boot Binary    fault_undefined_instruction
    Test Cases Should Pass    ThreeCases.Before
    Run Keyword And Expect Error    *ran no case Nowhere*    Test Cases Should Pass    Nowhere
    Test Case Should Be    ThreeCases.GoesWrong    crashed
    Verdict Should Be    crashed    undefined instruction
    Run Keyword And Expect Error    *should be passed*    Verdict Should Be    passed
    Fault Should Be    UsageFault    undefined
    Run Keyword And Expect Error    *should be a BusFault*    Fault Should Be    BusFault
    Log Should Contain    [harness] fault UsageFault
    Log Should Not Contain    ALL TESTS PASSED
    ${result} =    Get Result
    Should Be Equal As Strings    ${result.simulator}    qemu

Another Boot Takes The Place Of The First
    Boot Binary    loop_silent
    Boot Binary    sentinel_only
    Wait For Sentinel
    Run Keyword And Expect Error    *no test cases*    Test Cases Should Pass

Stopped
    Boot Binary    loop_silent
    Stop Binary
    Verdict Should Be    incomplete    stopped

An ELF File By Its Path
    Boot Binary    ${ELF}
    Wait For Sentinel

Nothing Booted
    Run Keyword And Expect Error    *begin with `Boot Binary`*    Wait For Line    x
    Run Keyword And Expect Error    *did you mean loop_silent?*    Boot Binary    lop_silent
"""


def test_keywords_hold_firmware_to_what_is_said_of_it(run: Run, tmp_path: Path, cache_folder: Path) -> None:
    suite = tmp_path / "own.robot"
    suite.write_text(OWN)
    run("misbehaving.robot", TARGET="bluepill", SIMULATOR="qemu", BINARIES="sentinel_only")
    (elf,) = cache_folder.glob("build/*/bluepill-native/bin/sentinel_only.elf")
    outcome = run(suite, ELF=str(elf))
    assert outcome.returncode == 0, outcome.console
    assert len(outcome.tests) == 6


def test_pabot_runs_suites_at_the_same_time(run: Run, tmp_path: Path) -> None:
    outcome = run(
        "interactive.robot",
        *("--processes", "2", "--artifacts", "log", "--artifactsinsubfolders"),
        program="pabot",
        more=("kernels.robot",),
        TARGET="host",
    )
    assert outcome.returncode == 0, outcome.console
    assert {"add_test", "Shell Adds"} <= outcome.tests.keys()
    links = outcome.links()
    assert len(links) == len(outcome.tests)
    assert all((outcome.folder / link).is_file() for link in links)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_robot(
    path_environment: dict[str, str], tmp_path: Path, number: signal.Signals, run: Run
) -> None:
    run("misbehaving.robot", TARGET="mps2_an385", SIMULATOR="qemu", BINARIES="silent_exit")  # builds
    mark = uuid.uuid4().hex
    variables = ("TARGET:mps2_an385", "SIMULATOR:qemu", "SUITE:misbehaving", "BINARIES:loop_silent")
    process = subprocess.Popen(
        [
            *("robot", "--outputdir", tmp_path / "killed"),
            *(word for each in variables for word in ("--variable", each)),
            SUITES / "kernels.robot",
        ],
        cwd=tmp_path,
        env=path_environment | {MARK: mark, "HARNESS_TIMEOUT_S": "600"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        try:
            assert eventually(lambda: booted(carrying(MARK, mark)) == 1)
            process.send_signal(number)
            process.communicate(timeout=20)
        finally:
            process.kill()
    assert eventually(lambda: not carrying(MARK, mark))
    if number is signal.SIGINT:
        (test,) = ExecutionResult(tmp_path / "killed" / "output.xml").suite.all_tests
        assert test.status == "FAIL"


@pytest.mark.renode
@pytest.mark.skipif(bool(NO_RENODE), reason=NO_RENODE)
@pytest.mark.parametrize(
    ("suite", "variables"),
    [
        ("kernels.robot", {"TARGET": "bluepill", "BINARIES": "add_test,hello_world*"}),
        ("kernels.robot", {"TARGET": "stm32f746", "BINARIES": "conv_test"}),
        ("interactive.robot", {"TARGET": "bluepill"}),
        (
            "misbehaving.robot",
            {"TARGET": "bluepill", "BINARIES": "fault_bad*,fault_div*,lock_up,failures_v2"},
        ),
    ],
)
def test_the_same_suites_run_in_renode(
    run: Run, suite: str, variables: dict[str, str], renode: dict[str, str]
) -> None:
    outcome = run(suite, extra=renode, SIMULATOR="renode", **variables)
    assert outcome.returncode == 0, outcome.console
    assert set(outcome.statuses().values()) == {"PASS"}


@pytest.mark.renode
@pytest.mark.skipif(bool(NO_RENODE), reason=NO_RENODE)
def test_waiting_in_renode_takes_virtual_time(run: Run, tmp_path: Path, renode: dict[str, str]) -> None:
    suite = tmp_path / "own.robot"
    suite.write_text(
        "*** Settings ***\n"
        "Library    harness.robot.HarnessLibrary    target=bluepill    simulator=renode\n"
        "...    suite=interactive\n"
        "*** Test Cases ***\n"
        "Silence\n"
        "    Boot Binary    shell    timeout=10 minutes\n"
        "    Wait For Line    shell ready\n"
        "    Run Keyword And Expect Error    *within 1 s of guest time*\n"
        "    ...    Wait For Line    x    timeout=1 s\n"
        "    Send Line    quit\n"
        "    Wait For Sentinel\n"
        "    ${time} =    Get Metric    virtual_time\n"
        "    Should Be True    1 < ${time} < 1.5\n"
        "    Executed Instructions Should Be Below    1_000_000_000\n"
        "    Run Keyword And Expect Error    *not below 10*    Executed Instructions Should Be Below    10\n"
    )
    outcome = run(suite, extra=renode)
    assert outcome.returncode == 0, outcome.console


@pytest.mark.renode
@pytest.mark.skipif(bool(NO_RENODE), reason=NO_RENODE)
def test_our_boards_work_under_renodes_own_runner(
    path_environment: dict[str, str], tmp_path: Path, renode: dict[str, str]
) -> None:
    named = os.environ.get("HARNESS_RENODE", "")
    program = shutil.which("renode-test", path=str(Path(named).parent)) if named else None
    program = program or shutil.which("renode-test")
    if program is None:
        pytest.skip("renode-test is neither beside HARNESS_RENODE nor on PATH")
    done = subprocess.run(
        [program, "-r", tmp_path / "results", SUITES / "renode" / "bluepill.robot"],
        cwd=tmp_path,
        env=path_environment | renode,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout
    tests = list(ExecutionResult(tmp_path / "results" / "robot_output.xml").suite.all_tests)
    assert len(tests) == 5
    assert {test.status for test in tests} == {"PASS"}


@pytest.fixture
def renode() -> dict[str, str]:
    """Where this machine's Renode is; other tests do not see it."""
    return {"HARNESS_RENODE": str(find_renode()[0].path)}


@pytest.mark.parametrize("target", ["mps2_an505", "mps2_an521"])
def test_signed_answers_of_a_secure_model_are_verified(run: Run, target: str) -> None:
    outcome = run("trustzone.robot", TARGET=target)
    assert outcome.returncode == 0, outcome.console
    assert set(outcome.statuses().values()) == {"PASS"}
    assert len(outcome.tests) == 6
