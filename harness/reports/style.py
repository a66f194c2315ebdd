"""Lines of styled text for terminals, and how they get onto a stream of any encoding."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TextIO

from harness.model import BinaryResult, CaseResult, Verdict

Span = tuple[str, str]  # text and style; the styles' names are rich's
Line = tuple[Span, ...]

GOOD, BAD, WARN, BOLD, DIM, PLAIN = "green", "bold red", "yellow", "bold", "dim", ""

_SGR = {GOOD: "32", BAD: "1;31", WARN: "33", BOLD: "1", DIM: "2"}

LABELS = {
    Verdict.PASSED: "PASS",
    Verdict.FAILED: "FAIL",
    Verdict.CRASHED: "CRASH",
    Verdict.LOCKED_UP: "LOCK-UP",
    Verdict.TIMED_OUT: "TIME-OUT",
    Verdict.INCOMPLETE: "INCOMPLETE",
    Verdict.DOES_NOT_FIT: "TOO BIG",
    Verdict.BUILD_ERROR: "NO BUILD",
    Verdict.SIMULATOR_ERROR: "NO SIM",
    Verdict.SKIPPED: "SKIP",
    Verdict.NOT_RUN: "NOT RUN",
}
FLAKY, KNOWN = "FLAKY", "KNOWN"
LABEL_WIDTH = max(len(label) for label in LABELS.values())

# what our own texts use beyond ASCII, and the pictures of control characters
_ASCII: dict[int, str] = {ord("…"): "...", ord("─"): "-", ord("━"): "=", ord("▸"): ">", ord("│"): "|"}
_ASCII |= {0x2400 + code: f"\\x{code:02x}" for code in range(0x20)} | {0x2421: "\\x7f"}


def text_of(line: Line) -> str:
    """The line without its styles."""
    return "".join(text for text, _ in line)


def label(result: BinaryResult) -> Span:
    """The word for a result with its colour."""
    if result.flaky:
        return FLAKY, WARN
    if result.known:
        return KNOWN, WARN
    return LABELS[result.verdict], verdict_style(result.verdict)


def verdict_style(verdict: Verdict) -> str:
    """The colour of a verdict."""
    if verdict is Verdict.PASSED:
        return GOOD
    return WARN if verdict in (Verdict.SKIPPED, Verdict.NOT_RUN) else BAD


def case_tally(cases: Iterable[CaseResult]) -> tuple[int, int]:
    """How many cases passed, and how many there are."""
    verdicts = [case.verdict for case in cases]
    return verdicts.count(Verdict.PASSED), len(verdicts)


def wrapped(text: str, *, width: int | None, indent: str) -> list[str]:
    """``text`` in indented lines of ``width`` columns (None: one long line)."""
    if width is None:
        return [indent + text]
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,  # paths stay whole, to be copied
        break_on_hyphens=False,
    ) or [indent]


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` columns, an ellipsis where it was cut."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def encodable(text: str, encoding: str) -> str:
    """``text`` as ``encoding`` can show it: our signs in ASCII, the rest as escapes."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return text


def wants_colour(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether ``stream`` is a terminal that shows colours (https://no-color.org is respected)."""
    if environment.get("NO_COLOR") or environment.get("TERM", "dumb") in ("dumb", "unknown"):
        return False
    return stream.isatty()


class Printer(Protocol):
    """Where lines go."""

    @property
    def width(self) -> int | None:
        """Columns; None where long lines are welcome (a file, a pipe)."""

    def print(self, lines: Iterable[Line]) -> None: ...


class StreamPrinter:
    """Writes lines to a stream, with escape sequences only where ``colour`` is asked for."""

    def __init__(
        self, stream: TextIO, *, colour: bool = False, width: Callable[[], int | None] = lambda: None
    ) -> None:
        self._stream = stream
        self._colour = colour
        self._width = width

    @property
    def width(self) -> int | None:
        return self._width()

    def print(self, lines: Iterable[Line]) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        for line in lines:
            painted = "".join(self._paint(encodable(text, encoding), style) for text, style in line)
            self._stream.write(painted.rstrip(" ") + "\n")
        self._stream.flush()

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if self._colour and style else text
