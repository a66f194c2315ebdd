"""What earlier runs said: SQLite beside the reports, one row for each binary of each run.

* :mod:`store`: the file, its schema, what is kept
* :mod:`record`: the listener that adds a run
* :mod:`queries`: durations for shards, trends for reports
* :mod:`earlier`: what the runs before one said, for the HTML page
* :mod:`text`: what ``harness history`` prints
"""

from harness.history.earlier import EarlierRun, earlier_runs
from harness.history.queries import Point, Run, Trend, recorded_durations, runs, trends
from harness.history.record import HistoryReport
from harness.history.store import FILE_NAME, KEPT_RUNS

__all__ = [
    "FILE_NAME",
    "KEPT_RUNS",
    "EarlierRun",
    "HistoryReport",
    "Point",
    "Run",
    "Trend",
    "earlier_runs",
    "recorded_durations",
    "runs",
    "trends",
]
