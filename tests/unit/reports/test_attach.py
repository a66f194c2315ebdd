from __future__ import annotations

import io
from pathlib import Path

from harness.errors import ReportError
from harness.events import EventStream, Planned, RunFinished
from harness.model import RunResult, Verdict
from harness.reports.attach import Reports, attach
from harness.reports.folder import ReportFolder, latest_run
from harness.reports.load import load_results
from harness.settings import Settings
from tests.unit.reports.samples import events_of, result, run, typical_run


def play(finished: RunResult, root: Path, **more: object) -> tuple[ReportFolder, Reports, str]:
    folder = ReportFolder(root / "reports")
    settings = Settings(targets=("bluepill",), cache_folder=root, working_folder=root, **more)  # type: ignore[arg-type]
    stream = io.StringIO()
    events = EventStream()
    reports = attach(events, folder, settings, stream=stream)
    for event in events_of(finished, folder.path):
        events.emit(event)
    reports.close()
    return folder, reports, stream.getvalue()


def test_a_run_leaves_its_reports_and_names_them(tmp_path: Path) -> None:
    folder, reports, shown = play(typical_run(), tmp_path)
    assert sorted(each.name for each in folder.path.iterdir()) == ["junit.xml", "report.html", "results.json"]
    assert latest_run(folder.root) == folder.path
    assert load_results(folder.path) == typical_run()
    for name in ("report.html", "junit.xml"):
        assert f"reports/{folder.run_id}/{name}" in shown
    assert reports.errors == ()


def test_extra_copies(tmp_path: Path) -> None:
    folder, _, _ = play(
        typical_run(),
        tmp_path,
        junit=tmp_path / "out" / "my.xml",
        json=tmp_path / "my.json",
        junit_flavour="rich",
    )
    assert load_results(tmp_path / "my.json") == load_results(folder.path)
    assert ' line="88"' in (tmp_path / "out" / "my.xml").read_text(encoding="utf-8")
    assert ' line="' not in folder.junit.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_said_and_costs_nothing_else(tmp_path: Path) -> None:
    folder, reports, shown = play(typical_run(), tmp_path, junit=Path("/dev/full"))
    (error,) = reports.errors
    assert isinstance(error, ReportError)
    assert "error: cannot write the report /dev/full: No space left on device" in shown
    assert shown.splitlines()[-1].startswith("NOT GREEN")
    assert load_results(folder.path) == typical_run()


def test_an_interrupted_run_writes_everything_too(tmp_path: Path) -> None:
    finished = run(result(), result("late_test", Verdict.NOT_RUN), interrupted=True)
    folder, _, shown = play(finished, tmp_path)
    assert 'type="not_run"' in folder.junit.read_text(encoding="utf-8")
    assert load_results(folder.path).interrupted
    assert shown.splitlines()[-1] == "INTERRUPTED: 1 of 2 binaries green, 0 cases, 2.3 s"


def test_latest_stays_where_it_was_until_a_run_starts(tmp_path: Path) -> None:
    first, _, _ = play(typical_run(), tmp_path)
    events = EventStream()
    settings = Settings(targets=(), cache_folder=tmp_path, working_folder=tmp_path)
    second = ReportFolder(tmp_path / "reports")
    attach(events, second, settings, stream=io.StringIO())
    assert latest_run(first.root) == first.path
    events.emit(next(event for event in events_of(typical_run()) if isinstance(event, Planned)))
    assert latest_run(first.root) == second.path


def test_a_mistake_of_ours_is_named_as_such(tmp_path: Path) -> None:
    folder = ReportFolder(tmp_path)
    settings = Settings(targets=(), cache_folder=tmp_path, working_folder=tmp_path)
    events = EventStream()

    def broken(_: object) -> None:
        raise ValueError("oops")

    events.listen(broken)
    stream = io.StringIO()
    reports = attach(events, folder, settings, stream=stream)
    events.emit(RunFinished(result=run()))
    assert reports.problems() == ("a report broke, which is a mistake in harness: ValueError: oops",)
    assert reports.problems()[0] in stream.getvalue()
    assert stream.getvalue().splitlines()[-1] == "NOTHING RAN: 0 binaries, 2.3 s"
