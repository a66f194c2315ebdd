"""Chooses how a run is shown: live on a terminal, plain lines everywhere else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TextIO

from harness.events import Event
from harness.reports.plain import QUIET, PlainReport
from harness.reports.style import StreamPrinter, wants_colour
from harness.settings import Settings


class TerminalReport(Protocol):
    """A listener that may hold the terminal until it is closed."""

    def __call__(self, event: Event) -> None: ...

    def close(self) -> None: ...


def terminal_report(
    settings: Settings,
    stream: TextIO,
    *,
    outputs: Mapping[str, Path] | None = None,
    problems: Callable[[], tuple[str, ...]] = tuple,
) -> TerminalReport:
    """The listener that tells a person about the run on ``stream``.

    Args:
        settings: its ``verbosity`` and ``working_folder`` are used.
        outputs: reports to name in the summary, by a word such as ``junit``; only those that exist are shown.
        problems: asked at the end for what went wrong with other reports.
    """
    outputs = outputs or {}
    is_terminal = stream.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown")
    if is_terminal and settings.verbosity > QUIET:
        # rich costs a tenth of a second to import; plain runs do not pay for it
        from harness.reports.live import LiveReport

        return LiveReport(
            stream,
            base=settings.working_folder,
            verbosity=settings.verbosity,
            outputs=outputs,
            problems=problems,
        )
    return PlainReport(
        stream_printer(stream),
        base=settings.working_folder,
        verbosity=settings.verbosity,
        outputs=outputs,
        problems=problems,
    )


def stream_printer(stream: TextIO) -> StreamPrinter:
    """Prints lines on ``stream``, with colours and wrapped where it is a terminal."""
    return StreamPrinter(
        stream,
        colour=wants_colour(stream),
        width=(lambda: shutil.get_terminal_size().columns) if stream.isatty() else lambda: None,
    )
