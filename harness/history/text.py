"""The history for people: runs as a table, trends as lines that fit 80 columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from harness.history.queries import Run, Trend
from harness.model import NATIVE, Verdict
from harness.reports.text import format_seconds

_BLOCKS = "▁▂▃▄▅▆▇█"
_MOST_BLOCKS = 20
_LETTERS = {Verdict.PASSED: "✓", Verdict.SKIPPED: "-", Verdict.NOT_RUN: "·"}


def runs_table(found: Iterable[Run]) -> list[tuple[str, ...]]:
    """Rows for :func:`harness.cli.output.table`: when, commit, duration, verdicts."""
    return [
        (
            datetime.fromtimestamp(run.started_at).strftime("%Y-%m-%d %H:%M"),
            run.commit or "-",
            format_seconds(run.duration_s),
            ", ".join(f"{number} {verdict}" for verdict, number in run.verdicts.items()),
        )
        for run in found
    ]


def trend_lines(found: Iterable[Trend]) -> list[str]:
    """For each binary its verdicts, newest last, then a line for each metric with its change."""
    lines = []
    for (key, profile), group in groupby(found, key=lambda each: (each.key, each.profile)):
        several = tuple(group)
        target, variant, name = key.split("/", 2)
        place = target if variant == NATIVE else f"{target}/{variant}"
        lines.append(f"{place} {name}" + (f" ({profile})" if profile else ""))
        verdicts = [point.verdict for point in several[0].points[-_MOST_BLOCKS:]]
        last = several[0].points[-1].verdict.value
        lines.append(f"  {'verdict':<14}{''.join(_LETTERS.get(each, '✗') for each in verdicts)}  {last}")
        lines += [f"  {_metric_line(each)}" for each in several]
    return lines


def _metric_line(trend: Trend) -> str:
    values = [point.value for point in trend.points if point.value is not None]
    text = f"{trend.metric:<14}{sparkline(values[-_MOST_BLOCKS:])}  {format_value(values[-1], trend.unit)}"
    if len(values) > 1:
        text += f"  {change(values[-2], values[-1])} since the run before"
    if len(values) > 2:
        text += f", {change(values[0], values[-1])} in {len(values)} runs"
    return text


def sparkline(values: list[float]) -> str:
    """One block for each value, from the smallest to the largest of them."""
    low, high = min(values), max(values)
    if low == high:
        return _BLOCKS[3] * len(values)
    return "".join(_BLOCKS[round((value - low) / (high - low) * (len(_BLOCKS) - 1))] for value in values)


def change(before: float, after: float) -> str:
    """``+3.2 %``, ``-0.1 %``, ``=``."""
    if before == after:
        return "="
    if before == 0:
        return "new"
    return f"{(after - before) / before * 100:+.1f} %"


def format_value(value: float, unit: str) -> str:
    """``12.3 KB``, ``1,234,567 instructions``, ``24 ms``."""
    if unit == "s":
        return format_seconds(value)
    return f"{value:,.10g} {unit}"
