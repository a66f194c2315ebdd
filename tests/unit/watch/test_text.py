"""What is said between the rounds, also in 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from harness.model import Verdict
from harness.reports.style import Line
from harness.watch import text
from harness.watch.memory import Memory
from tests.unit.reports.samples import result

WIDTH = 80


def plain(lines: Iterable[Line]) -> list[str]:
    rows = ["".join(part for part, _ in line) for line in lines]
    assert all(len(row) <= WIDTH for row in rows), rows
    return rows


def remembered(*results: object) -> Memory:
    memory = Memory()
    memory.learn(results)  # type: ignore[arg-type]
    return memory


def test_all_green() -> None:
    ran = [result("conv_test")]
    memory = remembered(*ran, result("add_test"))
    assert plain(text.state_lines(memory, ran, WIDTH)) == [
        "green: bluepill conv_test",
        "all 2 binaries are green",
    ]
    assert plain(text.state_lines(remembered(*ran), (), WIDTH)) == ["1 binary is green"]


def test_what_earlier_rounds_left_red_is_not_forgotten() -> None:
    ran = [result("conv_test")]
    memory = remembered(result("add_test", Verdict.CRASHED, reason="HardFault " * 20), *ran)
    rows = plain(text.state_lines(memory, ran, WIDTH))
    assert rows[:2] == [
        "green: bluepill conv_test",
        "still CRASH bluepill add_test: HardFault HardFault HardFault HardFault HardFault",
    ]
    assert not any("all" in row for row in rows)


def test_many_names_and_many_reds_are_cut() -> None:
    ran = [result(f"t{number}") for number in range(9)]
    red = [result(f"r{number}", Verdict.FAILED) for number in range(12)]
    rows = plain(text.state_lines(remembered(*ran, *red), ran, WIDTH))
    assert rows[0] == "green: bluepill t0, bluepill t1, bluepill t2 and 6 more"
    assert rows[-1] == "… and 2 more that are not green"


def test_a_change_names_what_is_there_before_what_is_gone(tmp_path: Path) -> None:
    here, gone = tmp_path / "conv.cc", tmp_path / "conv.cc.k3j2"
    here.write_text("x")
    blank, row = plain(text.change_lines([here, gone], tmp_path, WIDTH))
    assert blank == ""
    assert re.fullmatch(r"\d\d:\d\d:\d\d conv\.cc", row)
    assert plain(text.change_lines([gone], tmp_path, WIDTH))[1].endswith(" conv.cc.k3j2 is gone")


def test_each_mistake_has_a_row() -> None:
    assert plain(text.error_lines("a: one\nb: two", WIDTH)) == ["error: a: one", "error: b: two"]
