"""Questions to the history, answered with plain values."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from harness.history.record import DURATION
from harness.history.store import open_history
from harness.model import Value, Verdict

_RECENT = 5  # runs whose median is the expected duration


class Run(Value, frozen=True, kw_only=True):
    """One recorded run, with how many binaries got each verdict."""

    run_id: str
    started_at: float  # seconds since the epoch
    duration_s: float
    commit: str
    verdicts: dict[str, int]


class Point(Value, frozen=True, kw_only=True):
    """One binary in one run; ``value`` is None where the metric was not measured."""

    run_id: str
    started_at: float
    commit: str
    verdict: Verdict
    value: float | None


class Trend(Value, frozen=True, kw_only=True):
    """One metric of one binary over the recorded runs, oldest first."""

    key: str  # target/variant/name
    profile: str
    metric: str
    unit: str
    points: tuple[Point, ...]


def recorded_durations(path: Path) -> dict[str, float]:
    """Key (target/variant/name) -> seconds of a boot: the median of the newest runs that had a verdict.

    Raises:
        ReportError: the file is missing, damaged or of a newer harness.
    """
    with open_history(path) as history:
        rows = history.execute(
            "SELECT key, value FROM metric JOIN run ON run.id = run_id WHERE name = ?"
            " ORDER BY started_at DESC",
            (DURATION,),
        ).fetchall()
    recent: dict[str, list[float]] = {}
    for key, value in rows:
        values = recent.setdefault(key, [])
        if len(values) < _RECENT:
            values.append(value)
    return {key: statistics.median(values) for key, values in recent.items()}


def runs(path: Path, *, limit: int) -> tuple[Run, ...]:
    """The newest ``limit`` runs, oldest first.

    Raises:
        ReportError: the file is missing, damaged or of a newer harness.
    """
    with open_history(path) as history:
        rows = history.execute(
            "SELECT id, started_at, duration_s, commit_id FROM run ORDER BY started_at DESC LIMIT ?", (limit,)
        ).fetchall()
        found = []
        for run_id, started_at, duration_s, commit in reversed(rows):
            tally = history.execute(
                "SELECT verdict, count(*) FROM result WHERE run_id = ? GROUP BY verdict", (run_id,)
            ).fetchall()
            verdicts = {verdict.value: dict(tally).get(verdict.value, 0) for verdict in Verdict}
            found.append(
                Run(
                    run_id=run_id,
                    started_at=started_at,
                    duration_s=duration_s,
                    commit=commit,
                    verdicts={name: number for name, number in verdicts.items() if number},
                )
            )
    return tuple(found)


def trends(
    path: Path, *, names: Iterable[str] = (), metrics: Iterable[str] = (), limit: int = 30
) -> tuple[Trend, ...]:
    """The metrics of binaries over the newest ``limit`` runs in which each was.

    Args:
        names: binaries, ``target/binary``, keys, or globs of these; empty: all.
        metrics: names of metrics; empty: all that were recorded.

    Raises:
        ReportError: the file is missing, damaged or of a newer harness.
    """
    patterns, wanted = tuple(names), frozenset(metrics)
    with open_history(path) as history:
        rows = history.execute(
            "SELECT key, profile, run_id, started_at, commit_id, verdict FROM result"
            " JOIN run ON run.id = run_id ORDER BY started_at"
        ).fetchall()
        binaries: dict[tuple[str, str], list[tuple[str, float, str, str]]] = {}
        for key, profile, *seen in rows:
            if not patterns or any(_means(pattern, key) for pattern in patterns):
                binaries.setdefault((key, profile), []).append(tuple(seen))
        found = []
        for (key, profile), seen_in in sorted(binaries.items()):
            measured = history.execute(
                "SELECT name, unit, run_id, value FROM metric WHERE key = ? AND profile = ?", (key, profile)
            ).fetchall()
            units = {name: unit for name, unit, _, _ in measured if not wanted or name in wanted}
            values = {(name, run_id): value for name, _, run_id, value in measured}
            for name, unit in sorted(units.items()):
                points = tuple(
                    Point(
                        run_id=run_id,
                        started_at=started_at,
                        commit=commit,
                        verdict=Verdict(verdict),
                        value=values.get((name, run_id)),
                    )
                    for run_id, started_at, commit, verdict in seen_in[-limit:]
                )
                found.append(Trend(key=key, profile=profile, metric=name, unit=unit, points=points))
    return tuple(found)


def _means(pattern: str, key: str) -> bool:
    target, _, rest = key.partition("/")
    name = rest.partition("/")[2]
    return any(fnmatchcase(each, pattern) for each in (name, f"{target}/{name}", key))
