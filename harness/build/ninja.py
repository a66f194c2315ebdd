"""What ninja printed: how many steps ran, what failed, in the tools' own lines.

Ninja runs with ``-k 0``, so that one mistake does not hide the others, and with a status of our own, so
that its lines can be told from a compiler's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from harness.model import Value

STATUS = "[harness %f/%t] "  # NINJA_STATUS: finished/total
_STATUS_LINE = re.compile(r"\[harness (\d+)/(\d+)\] ")
_FAILED = re.compile(r"FAILED: (?:\[code=\d+\] )?(.*\S)\s*")
_ERROR = re.compile(
    r"\berror\b|undefined reference|multiple definition|overflowed by|will not fit", re.IGNORECASE
)
_OVERFLOW = re.compile(r"region [`']?([\w.]+)'? overflowed by (\d+) bytes")
_NOT_FITTING = re.compile(r"section [`']?([^\s`']+)'? will not fit in region [`']?([\w.]+)'?")
_REPEATED = re.compile(r"collect2: error: ld returned \d+ exit status|ninja: .*|\[harness .*")


class StatusReader:
    """Takes ninja's output as it comes and tells ``progress`` how many steps are over, and of how many."""

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._rest = b""

    def __call__(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            status = _STATUS_LINE.match(line.decode("utf-8", "replace"))
            if status:
                self._progress(int(status[1]), int(status[2]))


class FailedStep(Value, frozen=True, kw_only=True):
    """A step that failed: its outputs (relative to the build folder) and what the tool printed."""

    outputs: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def over_bytes(self) -> dict[str, int]:
        """Region -> bytes by which the linker found it too small."""
        return {match[1]: int(match[2]) for line in self.lines for match in _OVERFLOW.finditer(line)}

    @property
    def first_error(self) -> str:
        """The tool's first line that names an error; its first line where none does."""
        return next((line for line in self.lines if _ERROR.search(line)), self.lines[0] if self.lines else "")


class NinjaOutput(Value, frozen=True, kw_only=True):
    """``steps`` is how many steps finished, failed ones included; ``other`` are ninja's own messages."""

    steps: int
    failures: tuple[FailedStep, ...]
    other: tuple[str, ...] = ()


def parse_output(text: str) -> NinjaOutput:
    """Parse what ninja printed with :data:`STATUS`."""
    steps = 0
    failures: list[FailedStep] = []
    other: list[str] = []
    outputs: tuple[str, ...] | None = None
    lines: list[str] = []
    command_follows = False

    def close() -> None:
        nonlocal outputs
        if outputs is not None:
            failures.append(FailedStep(outputs=outputs, lines=tuple(_trimmed(lines))))
        outputs = None
        lines.clear()

    for line in text.splitlines():
        status = _STATUS_LINE.match(line)
        failed = _FAILED.fullmatch(line)
        if status:
            close()
            steps = max(steps, int(status[1]))
        elif failed:
            close()
            outputs = tuple(failed[1].split())
            command_follows = True
        elif line.startswith("ninja: "):
            close()
            other.append(line)
        elif command_follows:  # ninja repeats the command line; nobody wants to read it
            command_follows = False
        elif outputs is not None:
            lines.append(line)
    close()
    return NinjaOutput(steps=steps, failures=tuple(failures), other=tuple(other))


def _trimmed(lines: list[str]) -> list[str]:
    """Without what only repeats the failure, and without empty lines at either end."""
    kept = [line.rstrip() for line in lines if not _REPEATED.fullmatch(line.rstrip())]
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    return kept
