"""``harness test --watch``: real saves, real builds, real boots."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.model import Verdict
from harness.reports.load import load_results
from tests.integration.conftest import ROOT
from tests.integration.processes import carrying, eventually, programs
from tests.integration.watching import MARK, Watched, save

SOURCE = """
#include <stdio.h>
int main(void) { puts("~~~ALL TESTS PASSED~~~"); return 0; }
"""
COMMAND = '[suite.mine]\ncommand = "sh build.sh"\nelves = "out/*.elf"\n'
EXAMPLES = ("hello_world", "conv_net", "digits", "image_recognition")
STATE = r"all |\d+ binar|still |error: "


@pytest.fixture
def checkout(tmp_path: Path, environment: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """A copy of the sources, to be edited, and the environment in which they are the harness."""
    for part in ("micro_tests", "platforms", "harness"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for example in EXAMPLES:  # the less to build, the better
        shutil.rmtree(tmp_path / "micro_tests" / example)
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    return tmp_path, {
        **environment,
        "PYTHONPATH": str(tmp_path),
        "HARNESS_CACHE": str(tmp_path / "cache"),
        "CCACHE_DISABLE": "1",
    }


@pytest.mark.firmware
def test_a_saved_kernel_is_built_and_what_it_changed_runs_again(
    checkout: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = checkout
    kernel = folder / "micro_tests" / "kernels" / "softmax.cc"
    sound = kernel.read_text()
    wrong = sound.replace("float greatest = Greatest(in, depth)", "float greatest = 0.0f")
    assert wrong != sound
    with Watched("--target", "bluepill", cwd=folder, environment=environment) as watch:
        assert "PASSED: " in watch.until("watching micro_tests, ")

        save(kernel, wrong)
        told = watch.until("NOT GREEN: 1 of 1 binary")
        assert "micro_tests/kernels/softmax.cc\n" in told
        assert "FAIL       bluepill softmax_test" in told
        assert "LargeInputsDoNotOverflow" in told

        save(kernel, "#error no kernel\n" + sound)
        told = watch.until("NOT GREEN: ")
        assert "error: #error no kernel" in "".join(told.splitlines(keepends=True)[:6])

        other = kernel.with_name("add.cc")
        save(other, "\n" + other.read_text())  # other line numbers: another binary
        told = watch.until("green: ")
        assert "NO BUILD   bluepill softmax_test" in told
        assert told.endswith("green: bluepill add_test\n")

        save(kernel, sound)
        told = watch.until(STATE)
        assert "PASSED: 1 binary, 12 cases" in told
        assert "all " in told

        save(kernel, sound + "// a remark at the end\n")
        assert watch.until(STATE).splitlines()[-2] == "no binary changed"

        board = folder / "platforms" / "bluepill" / "target.toml"
        save(board, board.read_text() + "\n# a remark\n")  # who knows what a board's files mean: all again
        assert "PASSED: " in watch.until(r"all \d+ binaries are green")
        assert watch.interrupt() == 2
    last = load_results(folder / "reports" / "latest" / "results.json")
    assert {binary.verdict for binary in last.binaries} == {Verdict.PASSED}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a build command that also writes a header each time, as some do."""
    (tmp_path / "one.c").write_text(SOURCE)
    (tmp_path / "build.sh").write_text("mkdir -p out; date +%s%N >version.h; cc one.c -o out/one.elf\n")
    (tmp_path / "harness.toml").write_text(COMMAND)
    return tmp_path


def test_a_suite_of_a_command_and_its_configuration(project: Path, environment: dict[str, str]) -> None:
    with Watched("mine", "--target", "host", cwd=project, environment=environment) as watch:
        watch.until("watching this folder, ")
        watch.until("note: .*version.h is written by each build")  # and not for ever

        save(project / "one.c", SOURCE.replace("ALL", "SOME").replace("PASSED", "FAILED"))
        assert "one.c\n" in watch.until("NOT GREEN: 1 of 1 binary")

        save(project / "harness.toml", COMMAND + "tiemout = 3\n")
        assert "tiemout" in watch.until("error: .*tiemout")
        save(project / "harness.toml", COMMAND)
        watch.until("still FAIL host one")

        save(project / "one.c", SOURCE)
        watch.until("1 binary is green")
        assert watch.interrupt() == 2


def test_elf_files_that_come_and_go(project: Path, environment: dict[str, str]) -> None:
    elves = project / "elves"
    elves.mkdir()
    subprocess.run(["cc", "one.c", "-o", "elves/one.elf"], cwd=project, check=True)
    with Watched("elves", "--target", "host", cwd=project, environment=environment) as watch:
        watch.until("watching elves")
        shutil.copy2(elves / "one.elf", project / "two.elf")
        (project / "two.elf").rename(elves / "two.elf")
        told = watch.until(STATE)
        assert "green: host two\nall 2 binaries are green" in told
        (elves / "one.elf").unlink()
        told = watch.until(STATE)
        assert "note: host/native/one is gone" in told
        (elves / "two.elf").unlink()
        assert "no ELF files there" in watch.until(STATE)
        shutil.rmtree(elves)
        elves.mkdir()
        subprocess.run(["cc", "one.c", "-o", "elves/one.elf"], cwd=project, check=True)
        watch.until("green: host one")
        assert watch.interrupt() == 2


@pytest.mark.parametrize("killed", [False, True], ids=["ctrl-c", "sigkill"])
def test_an_end_in_the_middle_of_a_round_leaves_nothing(
    project: Path, environment: dict[str, str], killed: bool
) -> None:
    with Watched("mine", "--target", "host", cwd=project, environment=environment) as watch:
        watch.until("watching")
        save(project / "one.c", "#include <unistd.h>\nint main(void) { for (;;) pause(); }\n")
        watch.until(r"\d\d:\d\d:\d\d ")
        assert eventually(lambda: "one.elf" in programs(carrying(MARK, watch.mark)))
        if killed:
            watch.process.kill()
            watch.process.wait()
        else:
            assert watch.interrupt() == 2
        assert eventually(lambda: not carrying(MARK, watch.mark))
    if not killed:
        assert load_results(project / "reports" / "latest" / "results.json").interrupted


def test_a_mistake_at_the_start_ends_it(project: Path, environment: dict[str, str]) -> None:
    with Watched("out/one.elf", "--target", "host", cwd=project, environment=environment) as watch:
        assert "no such file or folder" in watch.until("harness: error: ")
        assert watch.process.wait(timeout=20) == 4
