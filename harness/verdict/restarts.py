"""Notices a board that resets and runs its v1 cases again and again (v2 repeats its banner instead)."""

from __future__ import annotations

_CERTAIN_AFTER = 2  # identical repetitions of a whole cycle


class RestartWatch:
    """Two cases of a v1 binary may share a name, so one repetition of the first name is only a suspicion."""

    def __init__(self) -> None:
        self.starts = 0  # how often the first case began
        self.first = ""
        self._cycle = 0
        self._last_cycle: int | None = None
        self._repetitions = 0

    @property
    def suspected(self) -> bool:
        return self.starts > 1

    @property
    def certain(self) -> bool:
        return self._repetitions >= _CERTAIN_AFTER

    def case(self, name: str) -> None:
        """A case ``name`` began."""
        if not self.starts:
            self.first = name
        if name == self.first:
            self.starts += 1
            if self.starts > 1:
                same = self._cycle == self._last_cycle
                self._repetitions = self._repetitions + 1 if same else 0
                self._last_cycle = self._cycle
            self._cycle = 0
        self._cycle = hash((self._cycle, name))
