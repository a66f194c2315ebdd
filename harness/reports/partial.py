"""``results.partial.jsonl``: each result as it comes, so that not even a kill of harness loses it.

One JSON object per line: how the run was started, what was planned, then each finished binary. The file
goes when the run's ``results.json`` is there.
"""

from __future__ import annotations

import time
from pathlib import Path

from harness import __version__
from harness.events import BinaryFinished, Event, Planned, RunFinished, RunStarted
from harness.model import RESULTS_SCHEMA, BinaryResult, TestBinary, Value
from harness.reports.files import cannot_write
from harness.reports.json import encode


class Started(Value, frozen=True, kw_only=True):
    """The first line."""

    schema: str = RESULTS_SCHEMA
    harness_version: str = __version__
    run_id: str
    started_at: float  # seconds since the epoch
    arguments: tuple[str, ...]
    working_folder: Path
    simulators: dict[str, str]


class Line(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A later line: exactly one of the two."""

    planned: tuple[TestBinary, ...] | None = None
    finished: BinaryResult | None = None


class PartialReport:
    """Listener that appends results to ``path`` and removes it once ``final`` has been written.

    Listen with it after the report that writes ``final``.

    Raises (into the event stream):
        ReportError: the file cannot be written.
    """

    def __init__(self, path: Path, *, final: Path, arguments: tuple[str, ...], working_folder: Path) -> None:
        self.path = path
        self.final = final
        self.arguments = arguments
        self.working_folder = working_folder

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._append(
                Started(
                    run_id=event.run_id,
                    started_at=time.time(),
                    arguments=self.arguments,
                    working_folder=self.working_folder,
                    simulators=_by_simulator(event.simulators),
                )
            )
        elif isinstance(event, Planned):
            self._append(Line(planned=event.binaries))
        elif isinstance(event, BinaryFinished):
            self._append(Line(finished=event.result))
        elif isinstance(event, RunFinished) and self.final.exists():
            self.path.unlink(missing_ok=True)

    def _append(self, line: Value) -> None:
        try:
            with self.path.open("ab") as file:
                file.write(encode(line) + b"\n")
        except OSError as error:
            raise cannot_write(self.path, error) from error


def _by_simulator(versions: dict[str, str]) -> dict[str, str]:
    # the event says "name version" for each target, a result says the version of each name
    pairs = (each.partition(" ") for each in versions.values())
    return {name: version for name, _, version in pairs}
