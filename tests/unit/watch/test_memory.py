"""What a round runs of a plan, after what earlier rounds have seen."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from harness.dialogues.script import Case, Script
from harness.execution.scheduler import Job
from harness.execution.supervisor import Supervisor
from harness.model import BinaryResult, Target, TestBinary, Verdict
from harness.planning import Plan
from harness.simulators.host import HostSimulator
from harness.targets import load_targets
from harness.watch.memory import Memory, UnchangedError

HOST = load_targets()["host"]
NOTHING = Plan(jobs=(), failures=())


def job(elf: Path, target: Target = HOST, *, budget_s: float = 30.0) -> Job:
    return Job(
        binary=TestBinary(name=elf.stem, suite="own", target=target.name, elf=elf),
        target=target,
        simulator=HostSimulator(Supervisor()),
        budget_s=budget_s,
        watchdog_s=60.0,
        retries=0,
        rerun="",
    )


def result(name: str, verdict: Verdict = Verdict.PASSED, *, suite: str = "own") -> BinaryResult:
    return BinaryResult(
        name=name,
        suite=suite,
        target="host",
        variant="native",
        simulator="host",
        verdict=verdict,
        reason=verdict.value,
    )


@pytest.fixture
def elves(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "add.elf", tmp_path / "conv.elf"
    for path in paths:
        path.write_text(path.name)
    return paths


def ran(memory: Memory, *jobs: Job, failures: tuple[BinaryResult, ...] = ()) -> list[str]:
    """Names of what a round over ``jobs`` runs and reports; all of it passes."""
    try:
        plan = memory.narrow(Plan(jobs=jobs, failures=failures))
    except UnchangedError:
        return []
    memory.learn([*plan.failures, *(result(each.binary.name) for each in plan.jobs)])
    return [each.name for each in plan.failures] + [each.binary.name for each in plan.jobs]


def test_everything_first_then_what_has_another_content(elves: tuple[Path, Path]) -> None:
    memory, (add, conv) = Memory(), elves
    assert ran(memory, job(add), job(conv)) == ["add", "conv"]
    assert ran(memory, job(add), job(conv)) == []
    conv.write_text("another")
    assert ran(memory, job(add), job(conv)) == ["conv"]


def test_a_file_that_was_written_again_with_the_same_content_does_not_run(elves: tuple[Path, Path]) -> None:
    memory, (add, _) = Memory(), elves
    ran(memory, job(add))
    os.utime(add, (1, 1))
    assert ran(memory, job(add)) == []


def test_another_time_limit_or_board_runs_again(elves: tuple[Path, Path], tmp_path: Path) -> None:
    memory, (add, _) = Memory(), elves
    board = tmp_path / "board"
    board.mkdir()
    (board / "board.repl").write_text("one")
    target = msgspec.structs.replace(HOST, folder=board)
    ran(memory, job(add, target))
    assert ran(memory, job(add, target, budget_s=1.0)) == ["add"]
    (board / "board.repl").write_text("another")
    assert ran(memory, job(add, target, budget_s=1.0)) == ["add"]


@pytest.mark.parametrize("verdict", [Verdict.NOT_RUN, Verdict.SIMULATOR_ERROR])
def test_what_says_nothing_of_the_binary_runs_again(elves: tuple[Path, Path], verdict: Verdict) -> None:
    memory, (add, _) = Memory(), elves
    memory.narrow(Plan(jobs=(job(add),), failures=()))
    memory.learn([result("add", verdict)])
    assert ran(memory, job(add)) == ["add"]


def test_after_a_build_error_the_same_binary_runs_again(elves: tuple[Path, Path]) -> None:
    memory, (add, _) = Memory(), elves
    ran(memory, job(add))
    broken = (result("add", Verdict.BUILD_ERROR),)
    assert ran(memory, failures=broken) == ["add"]
    assert ran(memory, failures=broken) == ["add"]  # told again: it is what the save was to mend
    assert ran(memory, job(add)) == ["add"]


def test_what_does_not_fit_is_told_once(elves: tuple[Path, Path]) -> None:
    memory, (add, _) = Memory(), elves
    big = (result("big", Verdict.DOES_NOT_FIT),)
    assert ran(memory, job(add), failures=big) == ["big", "add"]
    assert ran(memory, job(add), failures=big) == []
    assert [each.name for each in memory.not_green()] == ["big"]


def test_a_binary_that_is_gone_is_forgotten_and_named(elves: tuple[Path, Path]) -> None:
    memory, (add, conv) = Memory(), elves
    ran(memory, job(add), job(conv))
    assert ran(memory, job(add)) == []
    assert memory.gone == ("host/native/conv",)
    assert list(memory.results) == ["host/native/add"]
    assert ran(memory, job(add), job(conv)) == ["conv"]


def test_where_the_whole_suite_does_not_build_nothing_is_gone(elves: tuple[Path, Path]) -> None:
    memory, (add, _) = Memory(), elves
    ran(memory, job(add))
    assert ran(memory, failures=(result("own", Verdict.BUILD_ERROR),)) == ["own"]
    assert memory.gone == ()
    assert [each.name for each in memory.not_green()] == ["own"]
    assert ran(memory, job(add)) == []
    assert memory.not_green() == ()


def test_an_image_or_a_script_that_changed_runs_again(elves: tuple[Path, Path]) -> None:
    def of(*names: str, slots: dict[str, str]) -> Job:
        plain = job(elves[0])
        cases = tuple(Case(name=name, steps=()) for name in names)
        binary = msgspec.structs.replace(plain.binary, slots=slots)
        return msgspec.structs.replace(plain, binary=binary, script=Script(cases=cases))

    memory = Memory()
    slots = {"kernel": str(elves[1]), "append": "quiet"}
    assert ran(memory, of("boots", slots=slots)) == ["add"]
    assert ran(memory, of("boots", slots=slots)) == []
    assert ran(memory, of("ends", slots=slots)) == ["add"]
    elves[1].write_text("another kernel")
    assert ran(memory, of("ends", slots=slots)) == ["add"]
    assert ran(memory, of("ends", slots=slots | {"append": "loud"})) == ["add"]
    assert ran(memory, of("ends", slots=slots | {"append": "loud"})) == []
