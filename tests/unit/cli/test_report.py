"""``harness report``: the page again, from the results of the last run or of any other."""

from __future__ import annotations

from pathlib import Path

from harness.reports.folder import ReportFolder
from harness.reports.json import encode
from tests.unit.cli.conftest import Run
from tests.unit.reports.samples import typical_run


def results_in(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_bytes(encode(typical_run()))
    return folder / "results.json"


def test_the_last_run_is_written_beside_its_results(run: Run, tmp_path: Path) -> None:
    last = ReportFolder(tmp_path / "reports")
    results_in(last.path)
    last.link_latest()
    printed = run("report")
    assert (printed.code, printed.out) == (0, f"{last.html}\n")
    assert "NOT GREEN" in last.html.read_text(encoding="utf-8")


def test_other_results_and_another_place(run: Run, tmp_path: Path) -> None:
    results = results_in(tmp_path / "kept")
    assert run("report", str(results)).out == f"{results.with_name('report.html')}\n"
    assert run("report", str(results.parent), "--html", "pages/my.html").out == "pages/my.html\n"
    assert (tmp_path / "pages" / "my.html").is_file()


def test_what_cannot_be_read_or_written_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    printed = run("report", "nowhere.json")
    assert printed.code == 4
    assert printed.err.startswith("harness: error: there are no results at nowhere.json; ")
    printed = run("report", str(results_in(tmp_path / "kept")), "--html", "/dev/full")
    assert printed.code == 6
    assert printed.err.startswith(
        "harness: error: cannot write the report /dev/full: No space left on device; "
    )
    assert run("report").err.startswith("harness: error: no earlier run in ")
