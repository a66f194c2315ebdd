"""The listener that adds a run to the history. History is a comfort: where it fails, the run goes on."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.errors import ReportError
from harness.events import Event, RunFinished
from harness.execution.supervisor import ask
from harness.history.store import KEPT_RUNS, open_history
from harness.model import BinaryResult, RunResult, Verdict

DURATION = "duration"
# Verdicts of binaries that ran: how long the others took says nothing of how long they will take.
_RAN = (Verdict.PASSED, Verdict.FAILED)


class HistoryReport:
    """Adds the run to the file at ``path``; ``tell`` gets a line where that cannot be done."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self.path = path
        self._tell = tell

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunFinished) and event.result.binaries and not event.result.interrupted:
            try:
                add_run(self.path, event.result)
            except ReportError as error:
                self._tell(f"{error} (this run is not in the history)")


def add_run(path: Path, result: RunResult) -> None:
    """Add ``result``, and drop the oldest runs beyond :data:`KEPT_RUNS`. Adding it again replaces it.

    Raises:
        ReportError: the file cannot be used.
    """
    commit = commit_of(result.working_folder)
    with open_history(path, create=True) as history:
        history.execute("DELETE FROM run WHERE id = ?", (result.run_id,))
        history.execute(
            "INSERT INTO run VALUES (?, ?, ?, ?, ?)",
            (result.run_id, result.started_at, result.duration_s, result.harness_version, commit),
        )
        for binary in result.binaries:
            _add_result(history, result.run_id, binary)
        history.execute(
            "DELETE FROM run WHERE id NOT IN (SELECT id FROM run ORDER BY started_at DESC LIMIT ?)",
            (KEPT_RUNS,),
        )


def commit_of(folder: Path) -> str:
    """The git commit of ``folder``, with ``+`` where its files were changed; empty where there is none."""
    try:
        commit = ask(["git", "-C", folder, "rev-parse", "--short=12", "HEAD"], timeout_s=5.0).strip()
        changed = ask(["git", "-C", folder, "status", "--porcelain", "--untracked-files=no"], timeout_s=10.0)
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{commit}+" if changed.strip() else commit


def _add_result(history: sqlite3.Connection, run_id: str, binary: BinaryResult) -> None:
    name = (run_id, binary.key, binary.profile)
    history.execute(
        "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*name, binary.suite, binary.simulator, binary.verdict.value, int(bool(binary.known))),
    )
    history.executemany(
        "INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?, ?)",
        [(*name, *measured) for measured in _measured(binary)],
    )


def _measured(binary: BinaryResult) -> Iterator[tuple[str, str, float]]:
    if binary.attempts and binary.verdict in _RAN:
        yield DURATION, "s", binary.attempts[-1].duration_s
    for metric in binary.metrics:
        yield metric.name, metric.unit, float(metric.value)
