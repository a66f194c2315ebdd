"""Connects all reports of a run with its event stream."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TextIO

from harness.errors import HarnessError
from harness.events import Event, EventStream, Note, Planned
from harness.history import HistoryReport
from harness.reports.folder import ReportFolder
from harness.reports.github import GitHubReport, on_github
from harness.reports.html import HtmlReport
from harness.reports.json import JsonReport
from harness.reports.junit import Flavour, JUnitReport
from harness.reports.partial import PartialReport
from harness.reports.terminal import TerminalReport, terminal_report
from harness.settings import Settings


class Reports:
    """What listens to a run; made by :func:`attach`."""

    def __init__(self, events: EventStream) -> None:
        self.terminal: TerminalReport | None = None
        self._events = events

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What broke listeners so far: :class:`~harness.errors.ReportError` where a file failed."""
        return tuple(error for _, error in self._events.broken)

    def problems(self) -> tuple[str, ...]:
        """The same, one line each, each once; a reader that has gone (``| head``) is none."""
        told = (error for error in self.errors if not isinstance(error, BrokenPipeError))
        return tuple(dict.fromkeys(map(_one_line, told)))

    @property
    def silenced(self) -> bool:
        """Whether nobody can have read the terminal's last words, although somebody wanted to."""
        return any(
            listener is self.terminal and not isinstance(error, BrokenPipeError)
            for listener, error in self._events.broken
        )

    def close(self) -> None:
        """Give the terminal back; for the ``finally`` of a run. Safe to call more than once."""
        if self.terminal:
            with contextlib.suppress(OSError):  # the terminal is gone
                self.terminal.close()


def attach(
    events: EventStream, folder: ReportFolder, settings: Settings, *, stream: TextIO | None = None
) -> Reports:
    """Register every report of a run: files in ``folder``, the extra copies, the terminal.

    The files come first, so that the terminal's last words know which of them could not be written.

    Args:
        stream: what a person reads; standard output where not given.
    """
    outputs: dict[str, Path] = {"html": folder.html, "junit": folder.junit, "results": folder.results}
    events.listen(_LatestLink(folder))
    events.listen(JUnitReport(folder.junit, Flavour.STRICT))
    events.listen(JsonReport(folder.results))
    events.listen(
        PartialReport(
            folder.partial,
            final=folder.results,
            arguments=settings.arguments,
            working_folder=settings.working_folder,
        )
    )
    if settings.junit:
        events.listen(JUnitReport(settings.junit, Flavour(settings.junit_flavour)))
        outputs["junit copy"] = settings.junit
    if settings.json:
        events.listen(JsonReport(settings.json))
        outputs["results copy"] = settings.json
    events.listen(HistoryReport(settings.history_file, lambda text: events.emit(Note(text=text))))
    events.listen(HtmlReport(folder.html, settings.history_file))
    outputs["logs"] = folder.logs
    outputs["latest"] = folder.root / "latest"
    reports = Reports(events)
    reports.terminal = terminal_report(
        settings, stream or sys.stdout, outputs=outputs, problems=reports.problems
    )
    events.listen(reports.terminal)
    if on_github(os.environ) if settings.github is None else settings.github:
        # last: GitHub hides the lines of annotations, which must not stand between those of the summary
        events.listen(GitHubReport(folder.path, stream or sys.stdout, os.environ))
    return reports


class _LatestLink:
    """``latest`` follows once the run has something to run, not when it stops before that."""

    def __init__(self, folder: ReportFolder) -> None:
        self._folder = folder

    def __call__(self, event: Event) -> None:
        if isinstance(event, Planned):
            self._folder.link_latest()


def _one_line(error: Exception) -> str:
    if isinstance(error, HarnessError):
        return str(error)
    if isinstance(error, OSError):
        return f"the run could not be shown on standard output: {error.strerror or error}"
    return f"a report broke, which is a mistake in harness: {type(error).__name__}: {error}"
