"""What a console has printed and nobody has read yet: whole lines, and what there is of the next one.

A prompt stands on a line that never ends, so the begun line can be searched, too.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable

from harness.console.lines import LineSplitter

MOST_LINES = 100_000  # kept until somebody reads them; the log on disk has all


class Unread:
    """The unread part of one console. What was read is gone."""

    def __init__(self) -> None:
        self._splitter = LineSplitter()
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._read = 0  # characters of the first line that count as read
        self._passed = 0

    def feed(self, chunk: bytes) -> None:
        """The console has printed ``chunk``."""
        self._append([line.text for line in self._splitter.feed(chunk)])

    def finish(self) -> None:
        """The console has ended: the begun line is a line."""
        self._append([line.text for line in self._splitter.finish()])

    @property
    def passed(self) -> int:
        """How many whole lines count as read."""
        return self._passed

    def line(self, matches: Callable[[str], bool]) -> str | None:
        """The next whole line that ``matches``; it and the lines before it count as read."""
        while self._lines:
            line = self._lines[0][self._read :]
            self._drop()
            if matches(line):
                return line
        return None

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The next place where ``pattern`` is found in a line; all up to its end counts as read."""
        while self._lines:
            if found := pattern.search(self._lines[0], self._read):
                self._read = found.end()
                return found
            self._drop()
        found = pattern.search(self._splitter.begun, self._read)
        if found is not None:
            self._read = found.end()
        return found

    def skip(self) -> None:
        """All that there is counts as read."""
        self.line(lambda _: False)
        self._read = len(self._splitter.begun)

    def _append(self, lines: list[str]) -> None:
        for line in lines:
            if len(self._lines) == MOST_LINES:
                self._drop()
            self._lines.append(line)

    def _drop(self) -> None:
        self._lines.popleft()
        self._read = 0
        self._passed += 1
