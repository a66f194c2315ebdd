"""Bad input from a user's shell: one clear line each, the right exit code, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.errors import ExitCode
from harness.model import Verdict
from harness.reports.load import load_results
from tests.integration.conftest import Harness

pytestmark = pytest.mark.firmware


@pytest.fixture(scope="module")
def built(environment: dict[str, str], cache_folder: Path) -> dict[str, Path]:
    """``depthwise_conv_test`` for the host and for bluepill, by target."""
    command = [sys.executable, "-m", "harness", "list", "tests", "--json", "--target", "host,bluepill"]
    done = subprocess.run(command, env=environment, cwd=cache_folder, check=True, capture_output=True)
    tests = json.loads(done.stdout)
    return {test["target"]: Path(test["elf"]) for test in tests if test["name"] == "depthwise_conv_test"}


@pytest.fixture
def elves(built: dict[str, Path], tmp_path: Path) -> Path:
    """A folder of files that cannot be booted on bluepill, one for each reason, and one that can."""
    folder = tmp_path / "elves"
    (folder / "empty").mkdir(parents=True)
    shutil.copy(built["bluepill"], folder / "good.elf")
    shutil.copy(built["host"], folder / "host.elf")
    (folder / "text.elf").write_text("not an ELF\n")
    (folder / "nothing.elf").touch()
    (folder / "truncated.elf").write_bytes(built["bluepill"].read_bytes()[:2000])
    (folder / "header.elf").write_bytes(built["bluepill"].read_bytes()[:30])
    return folder


@pytest.mark.parametrize("command", ["test", "run"])
@pytest.mark.parametrize("name", ["text", "nothing", "truncated", "header", "host", "missing"])
def test_bad_files(harness: Harness, elves: Path, command: str, name: str) -> None:
    done = harness(command, elves / f"{name}.elf", "--target", "bluepill")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"harness: error: {elves / name}.elf: ")


@pytest.mark.parametrize("command", ["run", "debug"])
def test_one_file_is_meant(harness: Harness, elves: Path, command: str) -> None:
    for name, kind in ((elves, "folder"), ("misbehaving", "suite")):
        done = harness(command, name, "--target", "bluepill")
        assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
        (line,) = done.stderr.splitlines()
        assert f"{name}: is a {kind}, expected one ELF file; " in line


def test_the_good_one(harness: Harness, elves: Path, tmp_path: Path) -> None:
    done = harness("test", "elves/good.elf", "--target", "bluepill")
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    (result,) = load_results(tmp_path / "reports" / "latest").binaries
    assert len(result.cases) == 4


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["elves/empty", "--target", "bluepill"], 5, "no ELF files there"),
        (["no_such_test", "--target", "host"], 5, "no_such_test"),
        (["./gone", "--target", "host"], 4, "/gone: no such file or folder"),
        (["gone/", "--target", "host"], 4, "gone/: no such file or folder"),
        (["cnov_test", "--target", "host"], 5, "did you mean conv_test?"),
        (["-k", "zzz", "--target", "host"], 5, "matches none"),
        (["-k", "a and (b", "--target", "host"], 4, "parenthesis"),
        (["--target", "blupill"], 4, "did you mean bluepill?"),
        (["--target", "host", "--suite", "micro_test"], 4, "did you mean micro_tests?"),
        (["--target", "host", "--simulator", "qmeu"], 4, "no simulator is named 'qmeu'"),
        (["--target", "host", "--simulator", "qemu"], 4, "cannot run target host"),
        (["--target", "host", "--platform-dir", "elves"], 4, "holds no board"),
        (["--target", "host", "--report-dir", "/proc/reports"], 6, "/proc/reports"),
        (["--target", "host", "--report-dir", "elves/good.elf"], 6, "elves/good.elf"),
    ],
)
def test_selections_and_folders(
    harness: Harness, elves: Path, arguments: list[str], code: int, text: str
) -> None:
    done = harness("test", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("harness: error: ")
    assert text in line


def test_a_copy_that_cannot_be_written_costs_no_results(
    harness: Harness, elves: Path, tmp_path: Path
) -> None:
    done = harness("test", "elves/good.elf", "--target", "bluepill", "--junit", "/proc/copy.xml")
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "/proc/copy.xml" in done.stdout + done.stderr
    (result,) = load_results(tmp_path / "reports" / "latest").binaries
    assert result.verdict is Verdict.PASSED


def test_a_mistake_in_the_configuration(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('targets = ["host"]\njbos = 2\nretries = "x"\n')
    done = harness("test")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    first, second = done.stderr.splitlines()
    assert first.endswith("harness.toml: jbos: unknown key with value 2, did you mean jobs?")
    assert second.endswith("harness.toml: retries: expected a whole number from 0, found 'x'")


def test_the_configuration_is_enough(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('targets = "host"\nreport_folder = "out"\n')
    (tmp_path / "below").mkdir()
    done = harness("test", "conv_test", cwd=tmp_path / "below")
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    (result,) = load_results(tmp_path / "out" / "latest").binaries
    assert (result.target, result.name) == ("host", "conv_test")


def test_a_configured_suite(harness: Harness, elves: Path, tmp_path: Path) -> None:
    (tmp_path / "harness.toml").write_text('[suite.mine]\npaths = ["elves/good.elf"]\n')
    done = harness("test", "mine", "--target", "bluepill")
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    (result,) = load_results(tmp_path / "reports" / "latest").binaries
    assert result.elf == elves / "good.elf"
    assert "mine" in harness("list", "suites").stdout


def test_run_shows_the_console_and_keeps_it(harness: Harness, elves: Path, tmp_path: Path) -> None:
    done = harness("run", elves / "good.elf", "--target", "bluepill", "--log", "console.log")
    assert done.returncode == ExitCode.OK, done.stderr
    assert done.stdout == (tmp_path / "console.log").read_text()
    assert done.stdout.rstrip().endswith("~~~ALL TESTS PASSED~~~")
    assert done.stderr == "harness: passed: 4 cases passed\n"
    assert not (tmp_path / "reports").exists()


def test_run_whose_reader_goes_away(environment: dict[str, str], elves: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", "run", elves / "good.elf", "--target", "bluepill"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (ExitCode.OK, b"harness: passed: 4 cases passed\n")


def test_run_with_a_sentinel_that_does_not_come(harness: Harness, elves: Path) -> None:
    done = harness("run", elves / "good.elf", "--target", "bluepill", "--sentinel", "another end")
    assert done.returncode == ExitCode.NOT_GREEN
    assert done.stderr.startswith("harness: incomplete: ")


def test_run_with_a_log_that_cannot_be_written(harness: Harness, elves: Path) -> None:
    done = harness("run", elves / "good.elf", "--target", "bluepill", "--log", "/proc/console.log")
    assert (done.returncode, done.stdout) == (ExitCode.ENVIRONMENT, "")
    assert done.stderr.startswith("harness: error: cannot write the log /proc/console.log: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("place", ["log", "console"])
def test_run_on_a_full_disk(environment: dict[str, str], elves: Path, place: str) -> None:
    command = [sys.executable, "-m", "harness", "run", elves / "good.elf", "--target", "bluepill"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command, "--log", "/dev/full"] if place == "log" else command,
            env=environment,
            stdout=full if place == "console" else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == ExitCode.ENVIRONMENT
    verdict, problem = done.stderr.splitlines()
    assert verdict == "harness: passed: 4 cases passed"
    assert problem.startswith("harness: error: ") and "No space left" in problem


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_run_that_cannot_be_shown(environment: dict[str, str], elves: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "harness", "test", elves / "good.elf", "--target", "bluepill"],
            cwd=tmp_path,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == ExitCode.ENVIRONMENT
    (line,) = done.stderr.splitlines()
    assert line.startswith("harness: error: the run could not be shown") and "No space left" in line
    (result,) = load_results(tmp_path / "reports" / "latest").binaries
    assert result.verdict is Verdict.PASSED


def test_fail_fast_stops_at_a_file_that_cannot_be_booted(
    harness: Harness, elves: Path, tmp_path: Path
) -> None:
    done = harness("test", "elves", "--target", "bluepill", "--fail-fast")
    assert done.returncode == ExitCode.NOT_GREEN, done.stdout + done.stderr
    verdicts = {each.name: each.verdict for each in load_results(tmp_path / "reports" / "latest").binaries}
    assert verdicts["text"] is Verdict.BUILD_ERROR
    assert verdicts["good"] is Verdict.NOT_RUN


def test_building_needs_no_simulator(harness: Harness, built: dict[str, Path]) -> None:
    command = ("build", "--target", "bluepill")
    done = harness(*command, HARNESS_QEMU="/nowhere/qemu")
    assert done.returncode == ExitCode.OK, done.stdout + done.stderr
    booting = harness("test", "--target", "bluepill", HARNESS_QEMU="/nowhere/qemu")
    assert booting.returncode == ExitCode.ENVIRONMENT
    assert "/nowhere/qemu is not installed" in booting.stderr
    assert "unset HARNESS_QEMU" in booting.stderr


def test_a_simulator_that_is_missing_for_one_target_stops_no_other(
    harness: Harness, built: dict[str, Path], tmp_path: Path
) -> None:
    done = harness(
        *("test", "depthwise_conv_test", "--target", "bluepill,host"), HARNESS_QEMU="/nowhere/qemu"
    )
    assert done.returncode == ExitCode.ENVIRONMENT, done.stdout + done.stderr
    run = load_results(tmp_path / "reports" / "latest")
    verdicts = {each.target: each.verdict for each in run.binaries}
    assert verdicts == {"bluepill": Verdict.SIMULATOR_ERROR, "host": Verdict.PASSED}
    (note,) = run.notes
    assert "bluepill: /nowhere/qemu is not installed" in note
    again = harness("rerun")  # the machine is whole again
    assert again.returncode == ExitCode.OK, again.stdout + again.stderr
    (mended,) = load_results(tmp_path / "reports" / "latest").binaries
    assert mended.key == "bluepill/native/depthwise_conv_test"


def test_a_simulator_that_fails_is_no_failed_test(harness: Harness, elves: Path, tmp_path: Path) -> None:
    qemu = tmp_path / "qemu"
    qemu.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && { echo QEMU emulator version 7.2.0; exit 0; }\n'
        'echo "qemu-system-arm: no such machine" >&2\nexit 1\n'
    )
    qemu.chmod(0o755)
    done = harness("test", "elves/good.elf", "--target", "bluepill", HARNESS_QEMU=str(qemu))
    assert done.returncode == ExitCode.ENVIRONMENT, done.stdout + done.stderr
    assert "QEMU: no such machine; run it again, and check the installation" in done.stdout


def test_a_machine_without_the_toolchain(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    done = harness(
        *("test", "--target", "bluepill"), PATH=str(tmp_path / "bin"), HARNESS_CACHE=str(tmp_path / "cache")
    )
    assert done.returncode == ExitCode.ENVIRONMENT, done.stdout + done.stderr
    assert "install" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("harness: error: ")


def test_list_tests_as_json_and_as_a_table(harness: Harness, built: dict[str, Path]) -> None:
    table = harness("list", "tests")
    assert table.returncode == ExitCode.OK, table.stderr
    assert "conv_test" in table.stdout
    shown = harness("test", "--target", "host", "--list", "depthwise_conv_test")
    assert shown.stdout.splitlines()[-1] == "1 binary, 4 cases"
