"""The history: what is recorded, kept and told, and what happens to a file that cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.errors import ReportError
from harness.events import RunFinished
from harness.history import HistoryReport, recorded_durations, runs, trends
from harness.history.record import add_run, commit_of
from harness.history.store import KEPT_RUNS
from harness.history.text import change, sparkline, trend_lines
from harness.model import Attempt, BinaryResult, Ending, EndingKind, Judgement, Metric, RunResult, Verdict


def binary(
    name: str, *, verdict: Verdict = Verdict.PASSED, took_s: float = 1.0, flash: int = 1000
) -> BinaryResult:
    attempt = Attempt(
        judgement=Judgement(verdict=verdict, reason="", cases=()),
        ending=Ending(kind=EndingKind.KILLED),
        started_at=0.0,
        duration_s=took_s,
    )
    return BinaryResult(
        name=name,
        suite="micro_tests",
        target="bluepill",
        variant="native",
        simulator="qemu",
        verdict=verdict,
        reason="",
        attempts=(attempt,),
        metrics=(Metric(name="flash", value=flash, unit="bytes", source="elf"),),
    )


def run(number: int, *binaries: BinaryResult, folder: Path = Path("/nowhere")) -> RunResult:
    return RunResult(
        harness_version="0",
        run_id=f"run-{number}",
        started_at=1_700_000_000.0 + number,
        duration_s=2.0,
        arguments=("test",),
        working_folder=folder,
        simulators={},
        binaries=binaries,
    )


def test_durations_are_the_median_of_recent_verdicts(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.sqlite"
    for number, took_s in enumerate((100.0, 5.0, 1.0, 9.0, 2.0, 3.0)):
        add_run(path, run(number, binary("a", took_s=took_s), binary("b", took_s=took_s)))
    add_run(path, run(9, binary("a", verdict=Verdict.TIMED_OUT, took_s=30.0)))
    assert recorded_durations(path) == {"bluepill/native/a": 3.0, "bluepill/native/b": 3.0}


def test_trends_by_name_and_metric(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    add_run(path, run(1, binary("add_test", flash=100), binary("mul_test")))
    add_run(path, run(2, binary("add_test", flash=110, verdict=Verdict.CRASHED)))
    (flash,) = trends(path, names=["bluepill/add*"], metrics=["flash"])
    assert (flash.key, flash.unit) == ("bluepill/native/add_test", "bytes")
    assert [point.value for point in flash.points] == [100, 110]
    assert [point.verdict for point in flash.points] == [Verdict.PASSED, Verdict.CRASHED]
    duration = next(each for each in trends(path, names=["add_test"]) if each.metric == "duration")
    assert [point.value for point in duration.points] == [1.0, None]  # a crash says nothing of durations
    assert {each.key for each in trends(path)} == {"bluepill/native/add_test", "bluepill/native/mul_test"}
    assert [len(each.points) for each in trends(path, names=["add_test"], limit=1)] == [1, 1]
    lines = trend_lines([flash])
    assert lines == [
        "bluepill add_test",
        "  verdict       ✓✗  crashed",
        "  flash         ▁█  110 bytes  +10.0 % since the run before",
    ]


def test_both_memories_of_a_binary_are_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    real = replace(binary("a", flash=1), profile="real")
    add_run(path, run(1, real, replace(binary("a", flash=2), profile="roomy")))
    assert {(each.profile, each.points[0].value) for each in trends(path, metrics=["flash"])} == {
        ("real", 1.0),
        ("roomy", 2.0),
    }


def test_old_runs_go(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    for number in range(KEPT_RUNS + 3):
        add_run(path, run(number, binary("a")))
    kept = runs(path, limit=1000)
    assert len(kept) == KEPT_RUNS
    assert (kept[0].run_id, kept[-1].run_id) == ("run-3", f"run-{KEPT_RUNS + 2}")
    with sqlite3.connect(path) as history:
        assert history.execute("SELECT count(*) FROM metric").fetchone()[0] == 2 * KEPT_RUNS
    history.close()


def test_recording_again_replaces(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    add_run(path, run(1, binary("a"), binary("b")))
    add_run(path, run(1, binary("a", verdict=Verdict.FAILED)))
    (only,) = runs(path, limit=9)
    assert only.verdicts == {"failed": 1}


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    code = (
        "import sys; from pathlib import Path; from tests.unit.history.test_history import *\n"
        "for n in range(20): add_run(Path(sys.argv[1]), run(int(sys.argv[2]) * 100 + n, binary('a')))"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(path), str(number)]) for number in range(4)]
    assert [process.wait(60) for process in started] == [0, 0, 0, 0]
    assert len(runs(path, limit=1000)) == 80


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no database at all, but long enough to have a header, I should think", "not a database"), (b"", "")],
)
def test_a_damaged_file_is_told_and_left_alone(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    path.write_bytes(content)
    told: list[str] = []
    HistoryReport(path, told.append)(RunFinished(result=run(1, binary("a"))))
    if said:
        assert len(told) == 1 and said in told[0] and "move it away" in told[0] and "\n" not in told[0]
        assert path.read_bytes() == content
        with pytest.raises(ReportError, match="not a database"):
            recorded_durations(path)
    else:  # an empty file is a new one, as SQLite sees it
        assert told == []
        assert len(runs(path, limit=9)) == 1


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    add_run(path, run(1, binary("a")))
    with sqlite3.connect(path) as history:
        history.execute("PRAGMA user_version = 99")
    history.close()
    with pytest.raises(ReportError, match="of schema 99, this harness knows 1"):
        add_run(path, run(2, binary("a")))


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="cannot write the history"):
        add_run(tmp_path / "file" / "history.sqlite", run(1, binary("a")))
    with pytest.raises(ReportError, match="there is no history at"):
        runs(tmp_path / "none.sqlite", limit=1)


def test_an_interrupted_run_is_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    HistoryReport(path, print)(RunFinished(result=replace(run(1, binary("a")), interrupted=True)))
    assert not path.exists()


def test_the_commit_of_the_users_tree(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ""

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
        subprocess.run(["git", "-C", tmp_path, *who, *words], check=True, capture_output=True)

    git("init")
    (tmp_path / "file").write_text("1")
    git("add", "file")
    git("commit", "-m", "first")
    commit = commit_of(tmp_path)
    assert len(commit) == 12
    (tmp_path / "file").write_text("2")
    assert commit_of(tmp_path) == f"{commit}+"


def test_numbers_for_people() -> None:
    assert sparkline([1, 2, 8]) == "▁▂█"
    assert sparkline([5, 5]) == "▄▄"
    assert (change(100, 110), change(5, 5), change(0, 5)) == ("+10.0 %", "=", "new")
