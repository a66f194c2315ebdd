"""What earlier runs said of a result, in the form that the page's scripts draw."""

from __future__ import annotations

from collections.abc import Sequence

from harness.history.earlier import METRICS, EarlierRun
from harness.history.record import DURATION
from harness.model import BinaryResult, Value


class PastRun(Value, frozen=True, kw_only=True):
    """One earlier run of the page, oldest first."""

    run_id: str
    started_at: float
    commit: str


class Past(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One binary over the earlier runs, in their order; an empty verdict and None where it was not there.

    ``values`` has the metrics that have ever been another than now, and always how long it took.
    """

    verdicts: tuple[str, ...] = ()
    values: dict[str, tuple[float | None, ...]] = {}


def past_runs(runs: Sequence[EarlierRun]) -> tuple[PastRun, ...]:
    """The runs themselves."""
    return tuple(PastRun(run_id=run.run_id, started_at=run.started_at, commit=run.commit) for run in runs)


def past_of(result: BinaryResult, runs: Sequence[EarlierRun]) -> Past | None:
    """What ``runs`` said of the result's binary; None where none of them had it."""
    verdicts = tuple(run.verdicts.get(result.key, "") for run in runs)
    if not any(verdicts):
        return None
    now = {metric.name: metric.value for metric in result.metrics}
    series = {name: tuple(_short(run.values[name].get(result.key)) for run in runs) for name in METRICS}
    moving = {
        name: values
        for name, values in series.items()
        if any(value is not None and (name == DURATION or value != now.get(name)) for value in values)
    }
    return Past(verdicts=verdicts, values=moving)


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
