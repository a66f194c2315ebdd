"""The console lines worth showing with a verdict; bounded whatever a firmware prints."""

from __future__ import annotations

from collections import deque

from harness.console.lines import Line

_RECENT = 50  # lines kept of a failing case
_TAIL = 20  # lines before an end that nobody expected
_MOST_KEYS = 60
_MOST_CASE_LINES = 150
_MOST_DECISIVE = 40
_LONGEST = 500


class Evidence:
    """Three sorts of lines: of failing cases, decisive ones (counts, ends, faults), and the last ones."""

    def __init__(self) -> None:
        self.recent: deque[Line] = deque(maxlen=_RECENT)  # every line; the judge appends directly
        self._failing: dict[int, str] = {}
        self._failure_lines = 0
        self._decisive: deque[tuple[int, str]] = deque(maxlen=_MOST_DECISIVE)

    def failure(self, line: Line) -> None:
        """``line`` tells of a failed expectation."""
        if self._failure_lines < _MOST_KEYS:
            self._failure_lines += 1
            self._failing[line.number] = line.text[: _LONGEST + 1]

    def decisive(self, line: Line) -> None:
        """``line`` bears on the verdict as a whole."""
        self._decisive.append((line.number, line.text[: _LONGEST + 1]))

    def failing_case(self, first_number: int) -> None:
        """A case that began at line ``first_number`` did not pass: keep what it printed."""
        for line in self.recent:
            if line.number >= first_number and len(self._failing) < _MOST_CASE_LINES:
                self._failing[line.number] = line.text[: _LONGEST + 1]

    def last_line(self) -> str:
        """The last line that is not blank, quoted, and whether its end is missing; empty where none is."""
        last = next((line for line in reversed(self.recent) if line.text.strip()), None)
        if last is None:
            return ""
        quoted = repr(_short(last.text.strip()))
        return quoted if last.complete else f"{quoted}, which never ended"

    def lines(self, *, with_failing: bool, with_tail: bool) -> tuple[str, ...]:
        """The lines in the order of the console, blank ones left out."""
        chosen = dict(self._decisive)
        if with_failing:
            chosen |= self._failing
        if with_tail:
            chosen |= {line.number: line.text for line in list(self.recent)[-_TAIL:]}
        return tuple(_short(text) for _, text in sorted(chosen.items()) if text.strip())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
