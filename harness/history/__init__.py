"""What earlier runs said: SQLite beside the reports, one row for each binary of each run.

* :mod:`store`: the file, its schema, what is kept
* :mod:`record`: the listener that adds a run
* :mod:`queries`: durations for shards, trends for reports
* :mod:`text`: what ``harness history`` prints
"""

from harness.history.queries import Point, Run, Trend, recorded_durations, runs, trends
from harness.history.record import HistoryReport
from harness.history.store import FILE_NAME, KEPT_RUNS

__all__ = [
    "FILE_NAME",
    "KEPT_RUNS",
    "HistoryReport",
    "Point",
    "Run",
    "Trend",
    "recorded_durations",
    "runs",
    "trends",
]
