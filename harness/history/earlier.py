"""What the runs before one said of the same binaries, for reports that draw it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from harness.history.record import DURATION
from harness.history.store import open_history
from harness.model import Value

METRICS = ("flash", "ram", "stack", "instructions", DURATION)


class EarlierRun(Value, frozen=True, kw_only=True):
    """One earlier run; ``verdicts`` and ``values`` (by metric) have the binaries' keys."""

    run_id: str
    started_at: float  # seconds since the epoch
    commit: str
    verdicts: dict[str, str]
    values: dict[str, dict[str, float]]


def earlier_runs(
    path: Path, *, before: float, keys: Collection[str], limit: int = 20
) -> tuple[EarlierRun, ...]:
    """The newest ``limit`` runs that began before ``before`` and had one of ``keys``, oldest first.

    Raises:
        ReportError: the file is missing, damaged or of a newer harness.
    """
    wanted = frozenset(keys)
    marks = ", ".join("?" * len(METRICS))
    found: list[EarlierRun] = []
    with open_history(path) as history:
        rows = history.execute(
            "SELECT id, started_at, commit_id FROM run WHERE started_at < ? ORDER BY started_at DESC",
            (before,),
        ).fetchall()
        for run_id, started_at, commit in rows:
            results = history.execute("SELECT key, verdict FROM result WHERE run_id = ?", (run_id,))
            verdicts = {key: verdict for key, verdict in results if key in wanted}
            if not verdicts:
                continue
            values: dict[str, dict[str, float]] = {name: {} for name in METRICS}
            for key, name, value in history.execute(
                f"SELECT key, name, value FROM metric WHERE run_id = ? AND name IN ({marks})",
                (run_id, *METRICS),
            ):
                if key in verdicts:
                    values[name][key] = value
            found.append(
                EarlierRun(
                    run_id=run_id, started_at=started_at, commit=commit, verdicts=verdicts, values=values
                )
            )
            if len(found) == limit:
                break
    return tuple(reversed(found))
