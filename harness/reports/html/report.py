"""Writes ``report.html``: as a listener at the end of a run, or from results that are there already."""

from __future__ import annotations

import contextlib
from pathlib import Path

from harness.errors import ReportError
from harness.events import Event, RunFinished
from harness.history import EarlierRun, earlier_runs
from harness.model import RunResult
from harness.reports.files import write_atomically
from harness.reports.folder import HTML


class HtmlReport:
    """Listener that writes the page when the run has finished.

    Raises (into the event stream):
        ReportError: the file cannot be written.
    """

    def __init__(self, path: Path, history: Path | None = None) -> None:
        self.path = path
        self.history = history

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            write_html(event.result, self.path.parent, path=self.path, history=self.history)


def write_html(
    run: RunResult, folder: Path, *, path: Path | None = None, history: Path | None = None
) -> Path:
    """Write the page of ``run`` and return where it is.

    Args:
        folder: the run's folder: its ``logs/`` are read, and ``report.html`` goes there.
        path: another file to write instead.
        history: the history file to take earlier runs from; where it cannot be read, none are shown.

    Raises:
        ReportError: the file cannot be written.
    """
    from harness.reports.html.page import page  # at the end of a run; commands that write none do without

    written = path or folder / HTML
    earlier: tuple[EarlierRun, ...] = ()
    if history is not None:
        with contextlib.suppress(ReportError):
            keys = {binary.key for binary in run.binaries}
            earlier = earlier_runs(history, before=run.started_at, keys=keys)
    write_atomically(written, (page(run, folder=folder, path=written, earlier=earlier), "\n"))
    return written
