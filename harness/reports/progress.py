"""The state behind the live view, and its lines. Pure but for the clock."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from harness.events import (
    BinaryFinished,
    BinaryStarted,
    BuildFinished,
    BuildProgress,
    BuildStarted,
    CaseFinished,
    Event,
    Planned,
)
from harness.model import BinaryResult, TestBinary
from harness.reports.blocks import place_name
from harness.reports.style import BAD, DIM, GOOD, PLAIN, WARN, Line, cut, label
from harness.reports.text import clean_line, format_seconds

_LAST_FAILURES = 3
_BAR_WIDTH = 30
_SHOW_ELAPSED_FROM_S = 1.0  # below, the number would only flicker


class _TargetProgress:
    def __init__(self) -> None:
        self.planned = self.green = self.red = 0

    @property
    def done(self) -> int:
        return self.green + self.red


class _Running:
    def __init__(self, binary: TestBinary, attempt: int, started_at: float) -> None:
        self.binary = binary
        self.attempt = attempt
        self.started_at = started_at
        self.cases = 0


class _Build:
    def __init__(self, started_at: float) -> None:
        self.started_at = started_at
        self.steps = ""


class Progress:
    """Takes events in, gives lines out.

    Args:
        clock: seconds from any origin.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._started_at = clock()
        self._targets: dict[str, _TargetProgress] = {}
        self._building: dict[tuple[str, str], _Build] = {}
        self._running: dict[tuple[str, str, str], _Running] = {}
        self._failures: deque[BinaryResult] = deque(maxlen=_LAST_FAILURES)

    @property
    def moving(self) -> bool:
        """Whether time alone changes the view."""
        return bool(self._building or self._running)

    def update(self, event: Event) -> None:
        """Take one event in."""
        if isinstance(event, CaseFinished):
            running = self._running.get(_key(event.binary))
            if running:
                running.cases += 1
        elif isinstance(event, BinaryStarted):
            self._running[_key(event.binary)] = _Running(event.binary, event.attempt, self._clock())
        elif isinstance(event, BinaryFinished):
            self._finished(event.result)
        elif isinstance(event, Planned):
            for binary in event.binaries:
                self._target(binary.target, binary.variant).planned += 1
        elif isinstance(event, BuildStarted):
            self._building[place_name(event.target, event.variant), event.suite] = _Build(self._clock())
        elif isinstance(event, BuildProgress):
            build = self._building.get((place_name(event.target, event.variant), event.suite))
            if build:
                build.steps = f"  {event.done}/{event.total} steps"
        elif isinstance(event, BuildFinished):
            self._building.pop((place_name(event.target, event.variant), event.suite), None)

    def _finished(self, result: BinaryResult) -> None:
        self._running.pop((result.target, result.variant, result.name), None)
        target = self._target(result.target, result.variant)
        if result.accepted:
            target.green += 1
        else:
            target.red += 1
            self._failures.append(result)

    def _target(self, target: str, variant: str) -> _TargetProgress:
        return self._targets.setdefault(place_name(target, variant), _TargetProgress())

    def frame(self, *, width: int, height: int) -> list[Line]:
        """The view in at most ``height`` - 1 lines of at most ``width`` columns."""
        room = max(3, height - 2)  # one for the footer, one for the prompt's line
        failures = self._failure_lines(width)
        running = self._running_lines(width)
        targets = self._target_lines(width)
        if len(targets) + len(running) + len(failures) > room:
            failures = []
        if len(targets) + len(running) > room:
            running = _fitted(running, max(1, room // 3), "running")
        targets = _fitted(targets, max(1, room - len(running)), "targets")
        return [*targets, *running, *failures, self._footer()]

    def _target_lines(self, width: int) -> list[Line]:
        name_width = min(24, max(map(len, self._targets), default=0))
        bar_width = max(8, min(_BAR_WIDTH, width - name_width - 32))
        number_width = max((len(str(each.planned)) for each in self._targets.values()), default=1)
        # targets that are not done come first where there is no room for all
        rows = sorted(self._targets.items(), key=lambda item: 0 < item[1].planned <= item[1].done)
        return [
            _target_line(cut(name, name_width), name_width, bar_width, number_width, each)
            for name, each in rows
        ]

    def _running_lines(self, width: int) -> list[Line]:
        now = self._clock()
        lines = [
            _activity("building", f"{target} {suite}{build.steps}", now - build.started_at, width)
            for (target, suite), build in self._building.items()
        ]
        for each in self._running.values():
            what = f"{place_name(each.binary.target, each.binary.variant)} {clean_line(each.binary.name)}"
            if each.cases:
                declared = f"/{len(each.binary.declared)}" if each.binary.declared else ""
                what += f"  {each.cases}{declared} cases"
            if each.attempt > 1:
                what += f"  attempt {each.attempt}"
            lines.append(_activity("running", what, now - each.started_at, width))
        return lines

    def _failure_lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for result in self._failures:
            word, style = label(result)
            head = f"  {word} "
            name = f"{place_name(result.target, result.variant)} {clean_line(result.name)}"
            what = f"{name}: {clean_line(result.reason[:width])}"
            lines.append(((head, style), (cut(what, width - len(head) - 1), PLAIN)))
        return lines

    def _footer(self) -> Line:
        done = sum(each.done for each in self._targets.values())
        planned = sum(each.planned for each in self._targets.values())
        elapsed_s = self._clock() - self._started_at
        counted = f"{done}/{planned} binaries" if planned else "starting"
        return ((f"{counted}  {_whole_seconds(elapsed_s) if elapsed_s >= 1 else ''}".rstrip(), DIM),)


def _key(binary: TestBinary) -> tuple[str, str, str]:
    return binary.target, binary.variant, binary.name


def _target_line(
    name: str, name_width: int, bar_width: int, number_width: int, each: _TargetProgress
) -> Line:
    total = max(1, each.planned, each.done)
    red = -(-each.red * bar_width // total)  # rounded up: one failure is always seen
    green = min(each.green * bar_width // total, bar_width - red)
    return (
        (f"{name.ljust(name_width)}  ", PLAIN),
        ("━" * green, GOOD),
        ("━" * red, BAD),
        ("─" * (bar_width - green - red), DIM),
        (f"  {each.done:>{number_width}}/{each.planned:<{number_width}}", PLAIN),
        (f"  {each.green} green", GOOD if each.green else DIM),
        (f"  {each.red} not green" if each.red else "", BAD),
    )


def _activity(word: str, what: str, elapsed_s: float, width: int) -> Line:
    elapsed = f"  {_whole_seconds(elapsed_s)}" if elapsed_s >= _SHOW_ELAPSED_FROM_S else ""
    return (
        (f"  ▸ {word} ", WARN),
        (cut(what, max(10, width - len(word) - 6 - len(elapsed))), PLAIN),
        (elapsed, DIM),
    )


def _whole_seconds(elapsed_s: float) -> str:
    return f"{int(elapsed_s)} s" if elapsed_s < 60 else format_seconds(int(elapsed_s))


def _fitted(lines: list[Line], room: int, noun: str) -> list[Line]:
    if len(lines) <= room:
        return lines
    kept = lines[: max(0, room - 1)]
    return [*kept, ((f"  … and {len(lines) - len(kept)} more {noun}", DIM),)]
