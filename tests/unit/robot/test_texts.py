"""What people read in Robot's console and log."""

from __future__ import annotations

from pathlib import Path

from harness.model import BinaryResult, CaseFailure, CaseResult, Fault, Verdict
from harness.reports.failure import failure
from harness.robot import texts


def result(**changes: object) -> BinaryResult:
    values: dict[str, object] = {
        "name": "add_test",
        "suite": "micro_tests",
        "target": "bluepill",
        "variant": "native",
        "simulator": "qemu",
        "verdict": Verdict.FAILED,
        "reason": "1 of 2 cases failed: AddTest.Int8",
        "rerun": "harness test add_test --target bluepill",
    }
    return BinaryResult(**(values | changes))  # type: ignore[arg-type]


def case(name: str, count: int = 1) -> CaseResult:
    failures = tuple(CaseFailure(message=f"out == {n} (3 vs 4)", file="a.cc", line=n) for n in range(count))
    return CaseResult(name=name, verdict=Verdict.FAILED, failures=failures)


def test_a_failure_names_case_file_line_and_how_to_run_again() -> None:
    passed = CaseResult(name="AddTest.Float", verdict=Verdict.PASSED)
    text = failure("headline", result(cases=(passed, case("AddTest.Int8", 2))))
    assert text.splitlines() == [
        "headline",
        "  AddTest.Int8: a.cc:0: out == 0 (3 vs 4)",
        "  AddTest.Int8: a.cc:1: out == 1 (3 vs 4)",
        "again: harness test add_test --target bluepill",
    ]


def test_a_failure_stays_shorter_than_what_robot_cuts() -> None:
    fault = Fault(kind="HardFault", message="m", registers={f"R{n}": n for n in range(13)})
    text = failure("headline", result(cases=tuple(case(f"C{n}", 50) for n in range(90)), fault=fault))
    assert len(text.splitlines()) <= 40
    assert "82 more cases" in text
    assert "HardFault" in text


def test_without_a_bad_case_the_console_speaks() -> None:
    lines = failure("headline", result(verdict=Verdict.BUILD_ERROR, evidence=("a.cc:1: error",)))
    assert "  a.cc:1: error" in lines.splitlines()


def test_control_characters_do_not_reach_robots_xml() -> None:
    assert "\x00" not in failure("\x00\x1b[31m", result(evidence=("\x01",)))


def test_the_link_is_relative_and_escaped(tmp_path: Path) -> None:
    link = texts.link(tmp_path / "harness" / "a&b" / "x.log", tmp_path / "log.html")
    assert link == 'Console: <a href="harness/a&amp;b/x.log">harness/a&amp;b/x.log</a>'
    assert '"../harness/x.log"' in texts.link(tmp_path / "harness" / "x.log", tmp_path / "sub" / "log.html")


def test_every_boot_has_a_log_of_its_own(tmp_path: Path) -> None:
    taken: set[Path] = set()
    paths = [texts.new_log(tmp_path, "bluepill", name, taken) for name in ("shell", "shell", "a/b", "..")]
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        "bluepill/shell.log",
        "bluepill/shell~2.log",
        "bluepill/a_b.log",
        "bluepill/_.log",
    ]
