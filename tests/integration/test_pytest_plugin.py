"""The pytest plugin as a user runs it: ELF files and tests, with xdist, -k, --lf and --junitxml."""

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
from xml.etree import ElementTree

import pytest

from harness.simulators.renode.discovery import find_renode
from tests.integration.conftest import ROOT
from tests.integration.processes import booted, carrying, eventually
from tests.integration.test_flaky import SOURCE

PROJECT = ROOT / "tests" / "data" / "pytest_project"
MISBEHAVING = ROOT / "micro_tests" / "misbehaving"
ELVES = ("add_test", "conv_test", "failures_v2", "fault_division_by_zero", "zero_cases_v2")
MARK = "HARNESS_TEST_MARK"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def elves(environment: dict[str, str], cache_folder: Path) -> dict[str, Path]:
    """Built binaries by name."""
    command = [sys.executable, "-m", "harness", "build", "--suite", "micro_tests,misbehaving"]
    subprocess.run([*command, "--target", "bluepill"], env=environment, check=True, capture_output=True)
    found = {path.stem: path for path in cache_folder.glob("build/micro_tests-*/bluepill-native/bin/*.elf")}
    return {name: found[name] for name in ELVES}


@pytest.fixture
def project(tmp_path: Path, elves: dict[str, Path]) -> Path:
    """A copy of the example project, with ELF files."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    (folder / "elfs").mkdir()
    for name, path in elves.items():
        shutil.copy(path, folder / "elfs" / f"{name}.elf")
    return folder


@pytest.fixture
def run(project: Path, environment: dict[str, str]) -> Run:
    def start(*arguments: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-rA", *map(str, arguments)],
            cwd=project,
            env=environment | extra,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )

    return start


def outcomes(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Node id -> what the summary says of it."""
    found = re.findall(r"^(PASSED|FAILED|ERROR|SKIPPED|XFAIL) (\S+?)(?: - .*)?$", done.stdout, re.M)
    return {name.partition("@")[0]: word for word, name in found}


def boots(project: Path) -> list[str]:
    """The logs of all boots, by name: one for each."""
    return sorted(path.stem for path in project.glob("reports/*/logs/bluepill/*.log"))


def test_every_declared_case_is_an_item_and_nothing_is_booted_to_know(run: Run, project: Path) -> None:
    done = run("--collect-only", "-q", "elfs")
    assert done.returncode == 0, done.stdout + done.stderr
    items = [line for line in done.stdout.splitlines() if "::" in line]
    assert "elfs/add_test.elf::bluepill::Relu6" in items
    assert "elfs/fault_division_by_zero.elf::bluepill::ThreeCases.After" in items
    assert "elfs/zero_cases_v2.elf::bluepill::zero_cases_v2" in items  # it declares none
    assert not (project / "reports").exists()


def test_a_binary_boots_once_and_its_cases_tell(run: Run, project: Path) -> None:
    done = run("elfs", "--junitxml", "junit.xml", "-o", "junit_logging=system-out")
    assert done.returncode == 1
    found = outcomes(done)
    assert found["elfs/conv_test.elf::bluepill::SimpleTestQuantized"] == "PASSED"
    three = [
        found[f"elfs/fault_division_by_zero.elf::bluepill::ThreeCases.{name}"]
        for name in ("Before", "GoesWrong", "After")
    ]
    assert three == ["PASSED", "FAILED", "FAILED"]  # a case that never ran is not green
    assert found["elfs/zero_cases_v2.elf::bluepill::zero_cases_v2"] == "FAILED"
    assert len(boots(project)) == len(ELVES)
    assert "UsageFault at PC=0x" in done.stdout
    assert "micro_tests/misbehaving/fault_division_by_zero.cc:8" in done.stdout
    assert "reported 0 cases" in done.stdout
    assert "again: harness test elfs/failures_v2.elf --target bluepill" in done.stdout
    assert re.search(r"log:   reports/\S+/logs/bluepill/elfs_failures_v2.elf.log", done.stdout)
    assert "Traceback" not in done.stdout and "harness/pytest_plugin" not in done.stdout
    cases = {case.get("name"): case for case in ElementTree.parse(project / "junit.xml").iter("testcase")}
    crashed = cases["ThreeCases.GoesWrong"]
    properties = {each.get("name"): each.get("value") for each in crashed.iter("property")}
    assert (properties["target"], properties["simulator"]) == ("bluepill", "qemu")
    assert float(properties["flash"] or 0) > 1000
    assert "[ RUN      ] ThreeCases.GoesWrong" in (crashed.findtext("system-out") or "")


def test_quarantine_is_an_expected_failure_and_flaky_or_not_is_the_settings_to_say(
    run: Run, project: Path
) -> None:
    entry = '[[known]]\nbinary = "zero*"\nverdict = "incomplete"\nreason = "not yet"\nuntil = 2999-01-01\n'
    (project / "known.toml").write_text(entry)
    (project / "flaky.c").write_text(SOURCE)
    counter = f'-DCOUNTER="{project / "count"}"'
    subprocess.run(
        ["gcc", "-DPASSES_AT=2", counter, "flaky.c", "-o", "elfs/flaky.elf"], cwd=project, check=True
    )
    settings = {"HARNESS_QUARANTINE": "known.toml", "HARNESS_RETRIES": "1"}
    done = run("elfs/zero_cases_v2.elf", **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not yet (accepted until 2999-01-01)" in done.stdout
    assert "1 xfailed" in done.stdout
    host = ("--harness-target", "host", "--harness-simulator", "auto")
    for fails, code in (("0", 0), ("1", 1)):
        (project / "count").unlink(missing_ok=True)
        flaky = run("elfs/flaky.elf", *host, **settings, HARNESS_FAIL_ON_FLAKY=fails)
        assert flaky.returncode == code, flaky.stdout + flaky.stderr
    assert "attempt 2; attempt 1 failed" in flaky.stdout


def test_selection_by_name_target_and_mark(run: Run) -> None:
    done = run("elfs", "-k", "conv_test and Relu and not Quantized")
    assert done.returncode == 0, done.stdout
    assert outcomes(done)
    assert all("conv_test" in name and "Relu" in name for name in outcomes(done))
    both = run(
        "elfs/add_test.elf", "--harness-target", "bluepill,stm32f412", "-m", "harness", "-k", "stm32f412"
    )
    assert set(outcomes(both).values()) == {"SKIPPED"} or both.returncode == 0
    assert not any("::bluepill::" in name for name in outcomes(both))


def test_last_failed_boots_only_what_failed(run: Run, project: Path) -> None:
    assert run("elfs").returncode == 1
    shutil.rmtree(project / "reports")
    done = run("elfs", "--lf")
    assert set(outcomes(done).values()) == {"FAILED"}
    assert boots(project) == [f"elfs_{name}.elf" for name in ELVES if name not in ("add_test", "conv_test")]


def test_with_xdist_each_binary_boots_once(run: Run, project: Path) -> None:
    alone = outcomes(run("elfs", "-p", "no:cacheprovider"))
    shutil.rmtree(project / "reports")
    done = run("elfs", "-n", "2", "-p", "no:cacheprovider")
    assert outcomes(done) == alone
    assert len(boots(project)) == len(ELVES)


def test_firmware_of_harness_itself_is_collected_from_its_sources(run: Run) -> None:
    ours = ("-c", "pytest.ini", "--rootdir", ROOT)  # pytest would look for both beside the files
    sources = (MISBEHAVING / "sentinel_then_fault.cc", ROOT / "micro_tests" / "kernels" / "mul_test.cc")
    done = run(*ours, *sources)
    assert done.returncode == 0, done.stdout
    names = {name.rpartition("/")[2].partition("::")[0] for name in outcomes(done)}
    assert names == {"sentinel_then_fault.cc", "mul_test.cc"}
    listed = run(*ours, ROOT / "micro_tests", "--collect-only", "-q")
    assert "misbehaving/" not in listed.stdout
    assert "smoke/smoke_v2_test.cc::bluepill::" in listed.stdout


def test_the_fixture_talks_and_measures(run: Run) -> None:
    done = run("test_shell.py")
    assert done.returncode == 0, done.stdout + done.stderr
    two = run("test_shell.py", "--harness-target", "bluepill,mps2_an385", "-k", "shell_adds")
    assert set(outcomes(two)) == {
        f"test_shell.py::test_shell_adds[{name}]" for name in ("bluepill", "mps2_an385")
    }
    assert two.returncode == 0, two.stdout


def test_a_line_that_does_not_come_is_one_line(run: Run, project: Path) -> None:
    (project / "test_shell.py").write_text(
        "def test_it(harness):\n    harness.boot('interactive/shell').expect('never', timeout_s=0.2)\n"
    )
    done = run("test_shell.py")
    assert "bluepill shell: no line with 'never': it did not come within 0.2 s of guest time" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--harness-target", "bluepil"), "did you mean bluepill"),
        (("--harness-timeout", "soon"), "--harness-timeout soon: not a number of seconds"),
        (("--harness-simulator", "renode"), "renode is not installed"),
    ],
)
def test_mistakes_are_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("elfs", *arguments)
    assert done.returncode not in (0, 1, 5)
    assert (done.stdout + done.stderr).count(said) == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_a_damaged_file_is_an_error_and_another_board_is_skipped(run: Run, project: Path) -> None:
    (project / "elfs" / "bad.elf").write_bytes(b"\x7fELF cut off")
    done = run("elfs/bad.elf")
    assert outcomes(done)["elfs/bad.elf::bluepill::bad"] == "FAILED"
    assert "truncated" in done.stdout or "ELF" in done.stdout
    other = run("elfs/add_test.elf", "--harness-target", "host", "--harness-simulator", "auto")
    assert "1 skipped" in other.stdout, other.stdout


def test_without_our_options_nothing_is_imported(run: Run, project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / "test_plain.py").write_text(
        "import sys\n\n\ndef test_plain():\n"
        "    assert 'harness.pytest_plugin' in sys.modules\n"
        "    heavy = {'elftools', 'msgspec', 'rich'} & set(sys.modules)\n"
        "    ours = [name for name in sys.modules if name.startswith('harness.')]\n"
        "    assert (heavy, ours) == (set(), ['harness.pytest_plugin'])\n"
    )
    done = run("test_plain.py", "elfs", "-p", "no:hypothesispytest")
    assert done.returncode == 0, done.stdout
    assert outcomes(done) == {"test_plain.py::test_plain": "PASSED"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_simulator_is_left_behind(
    number: signal.Signals, project: Path, environment: dict[str, str]
) -> None:
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "pytest", "-c", "pytest.ini", "--harness-timeout", "1000"]
    process = subprocess.Popen(
        [*command, str(MISBEHAVING / "loop_silent.cc")],
        cwd=project,
        env=environment | {MARK: mark},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert eventually(lambda: booted(carrying(MARK, mark)) == 1, 60)
    os.kill(process.pid, number)
    process.wait(30)
    assert eventually(lambda: not carrying(MARK, mark))


@pytest.mark.renode
@pytest.mark.skipif(not find_renode()[0].usable, reason=find_renode()[0].problem or "Renode can be used")
def test_one_warm_renode_serves_the_session(run: Run) -> None:
    program = str(find_renode()[0].path)
    done = run("elfs", "test_shell.py", "--harness-simulator", "renode", HARNESS_RENODE=program)
    found = outcomes(done)
    assert found["elfs/conv_test.elf::bluepill::SimpleTestQuantized"] == "PASSED"
    assert found["test_shell.py::test_shell_adds"] == "PASSED"
