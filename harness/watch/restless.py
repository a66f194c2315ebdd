"""Files that a build itself writes each time: they must not start the next round for ever."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_OFTEN = 3  # rounds one after the other in which a file was written meanwhile


class Restless:
    """Counts how often a file was written while a round ran; after :data:`_OFTEN` it is the build's own."""

    def __init__(self) -> None:
        self._from, self._to = 0.0, 0.0
        self._rows: Counter[Path] = Counter()
        self._ignored: set[Path] = set()

    @contextlib.contextmanager
    def building(self) -> Iterator[None]:
        """A round runs in this context."""
        self._from = time.time()
        try:
            yield
        finally:
            self._to = time.time()

    def without(self, changed: frozenset[Path]) -> tuple[frozenset[Path], tuple[str, ...]]:
        """``changed`` without what builds write, and a word on each file that was found out just now."""
        meanwhile = {path for path in changed - self._ignored if self._from <= _written_at(path) <= self._to}
        self._rows = Counter({path: self._rows[path] + 1 for path in meanwhile})
        found = {path for path, rounds in self._rows.items() if rounds >= _OFTEN}
        self._ignored |= found
        told = (f"{path} is written by each build; it is no longer watched" for path in sorted(found))
        return changed - self._ignored, tuple(told)


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
