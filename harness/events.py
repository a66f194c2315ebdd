"""The one event stream. The pipeline emits; terminal, JUnit, JSON and the rest only listen.

A listener that raises is dropped with a note, so a broken report cannot break a run.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harness.model import BinaryResult, CaseResult, RunResult, TestBinary, Value


class Event(Value, frozen=True, kw_only=True):
    """Base of all events."""


class RunStarted(Event, frozen=True, kw_only=True):
    run_id: str
    report_folder: Path
    jobs: int
    simulators: dict[str, str]  # target -> "name version"


class BuildStarted(Event, frozen=True, kw_only=True):
    suite: str
    target: str
    variant: str


class BuildProgress(Event, frozen=True, kw_only=True):
    """``done`` of ``total`` steps of a build are over; emitted for each step."""

    suite: str
    target: str
    variant: str
    done: int
    total: int


class BuildFinished(Event, frozen=True, kw_only=True):
    """``ok`` is false where at least one binary could not be built; those come as results too."""

    suite: str
    target: str
    variant: str
    ok: bool
    duration_s: float
    built: int  # how many steps really ran
    message: str = ""


class Planned(Event, frozen=True, kw_only=True):
    """All binaries of the run with the cases that they declare, before the first boot."""

    binaries: tuple[TestBinary, ...]


class BinaryStarted(Event, frozen=True, kw_only=True):
    binary: TestBinary
    simulator: str
    attempt: int  # 1-based


class CaseFinished(Event, frozen=True, kw_only=True):
    """A case ended on the console (live view; the final word is in BinaryFinished)."""

    binary: TestBinary
    case: CaseResult


class BinaryFinished(Event, frozen=True, kw_only=True):
    result: BinaryResult


class Note(Event, frozen=True, kw_only=True):
    """Something the user should read: what was chosen and why, what was skipped."""

    text: str


class RunFinished(Event, frozen=True, kw_only=True):
    result: RunResult


Listener = Callable[[Event], None]


class EventStream:
    """Delivers each event to every listener in the order of their registration."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.broken: list[tuple[Listener, Exception]] = []

    def listen(self, listener: Listener) -> None:
        """Register ``listener`` for all later events."""
        self._listeners.append(listener)

    def emit(self, event: Event) -> None:
        """Tell everyone; a listener that raises is taken off and kept in :attr:`broken`."""
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception as error:  # a broken report must not break the run
                self._listeners.remove(listener)
                self.broken.append((listener, error))

    def build_progress(self, *, suite: str, target: str, variant: str) -> Callable[[int, int], None]:
        """What emits :class:`BuildProgress` for one build when it is told how many steps are over."""

        def tell(done: int, total: int) -> None:
            self.emit(BuildProgress(suite=suite, target=target, variant=variant, done=done, total=total))

        return tell
