"""The terminal report without animation: one line per binary, a block per failure, the summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from harness.events import (
    BinaryFinished,
    BuildFinished,
    BuildProgress,
    Event,
    Note,
    Planned,
    RunFinished,
)
from harness.model import BinaryResult, Verdict
from harness.reports.blocks import (
    Columns,
    case_lines,
    failure_block,
    place_name,
    remark_lines,
    result_line,
)
from harness.reports.profiles import known_text
from harness.reports.style import BAD, DIM, LABEL_WIDTH, PLAIN, WARN, Line, Printer, wrapped
from harness.reports.summary import final_line, summary_lines
from harness.reports.text import clean, clean_line, count, first_of_each_kind, format_seconds

QUIET, NORMAL, VERBOSE = -1, 0, 1
BUILD_NEWS_S = 30.0  # a long build is heard of this often: some CI servers end what is silent


class PlainReport:
    """Listener that prints as things happen.

    Args:
        printer: where the lines go.
        base: paths inside this folder are shown relative to it.
        verbosity: -1 prints failures and the final line only, 1 also cases, sizes and remarks.
        green_lines: whether a green binary gets a line (the live table shows it otherwise).
        outputs: the reports by a word such as ``junit``, for the summary.
        problems: asked at the end for what went wrong with other reports, one line each.
        clock: seconds from any origin.
    """

    def __init__(
        self,
        printer: Printer,
        *,
        base: Path,
        verbosity: int = NORMAL,
        green_lines: bool = True,
        outputs: Mapping[str, Path] | None = None,
        problems: Callable[[], tuple[str, ...]] = tuple,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._printer = printer
        self._base = base
        self._verbosity = verbosity
        self._green_lines = green_lines
        self._outputs = outputs or {}
        self._problems = problems
        self._columns = Columns()
        self._clock = clock
        self._build_news_at = clock()
        self._shown_evidence: set[tuple[str, ...]] = set()

    def __call__(self, event: Event) -> None:
        lines = self._lines(event)
        if lines:
            self._printer.print(lines)

    def close(self) -> None:
        """Nothing is held; the live view has more to do here."""

    def _lines(self, event: Event) -> list[Line]:
        if isinstance(event, BinaryFinished):
            return self._binary(event.result)
        if isinstance(event, RunFinished):
            return self._end(event)
        if isinstance(event, BuildFinished):
            return self._build(event)
        if isinstance(event, BuildProgress):
            return self._build_news(event)
        if isinstance(event, Planned):
            self._columns = Columns(event.binaries)
        elif isinstance(event, Note) and self._verbosity > QUIET:
            return self._note(event.text)
        return []

    def _binary(self, result: BinaryResult) -> list[Line]:
        verbose = self._verbosity >= VERBOSE
        if result.verdict is Verdict.NOT_RUN:
            return []  # the summary says it once for all of them
        if result.accepted:
            if self._verbosity == QUIET or not (self._green_lines or verbose or result.flaky or result.known):
                return []
            lines = [result_line(result, self._columns)]
            if result.known:
                rows = wrapped(clean_line(known_text(result)), width=self._printer.width, indent="    ")
                lines += [((row, WARN),) for row in rows]
            elif (result.flaky or result.verdict is Verdict.SKIPPED) and result.reason:
                rows = wrapped(clean_line(result.reason), width=self._printer.width, indent="    ")
                lines += [((row, WARN),) for row in rows]
        else:
            seen = bool(result.evidence) and result.evidence in self._shown_evidence
            if seen and self._verbosity == QUIET:  # the count of what could not be built has been told
                return []
            if result.verdict is Verdict.BUILD_ERROR:  # one broken source file breaks many binaries
                self._shown_evidence.add(result.evidence)
            lines = failure_block(
                result, self._columns, width=self._printer.width, base=self._base, evidence=not seen
            )
        if verbose:
            lines += case_lines(result) + remark_lines(result, self._printer.width)
        return lines

    def _build(self, event: BuildFinished) -> list[Line]:
        target = place_name(event.target, event.variant).ljust(self._columns.target)
        if event.ok:
            if self._verbosity == QUIET or not (event.built or self._verbosity >= VERBOSE):
                return []
            facts = f"{count(event.built, 'step')}  {format_seconds(event.duration_s)}"
            return [
                (
                    ("BUILD".ljust(LABEL_WIDTH), PLAIN),
                    (f" {target} {event.suite}", PLAIN),
                    (f"  {facts}", DIM),
                )
            ]
        lines: list[Line] = [(("NO BUILD".ljust(LABEL_WIDTH), BAD), (f" {target} {event.suite}", PLAIN))]
        rows = clean(event.message).strip("\n").split("\n") if event.message else []
        return lines + [((f"    {row}", PLAIN),) for row in rows]

    def _build_news(self, event: BuildProgress) -> list[Line]:
        now = self._clock()
        if not self._green_lines or self._verbosity == QUIET or now - self._build_news_at < BUILD_NEWS_S:
            return []
        self._build_news_at = now
        where = f"{place_name(event.target, event.variant).ljust(self._columns.target)} {event.suite}"
        return [
            (
                ("building".ljust(LABEL_WIDTH), DIM),
                (f" {where}  {event.done} of {event.total} steps", DIM),
            )
        ]

    def _note(self, text: str) -> list[Line]:
        rows = wrapped(clean_line(text), width=self._printer.width, indent="      ")
        return [(("note: ", WARN), (rows[0].strip(), PLAIN)), *(((row, PLAIN),) for row in rows[1:])]

    def _end(self, event: RunFinished) -> list[Line]:
        result = event.result
        lines: list[Line] = []
        if self._verbosity > QUIET:
            outputs = {word: path for word, path in self._outputs.items() if path.exists()}
            lines += summary_lines(
                result,
                width=self._printer.width,
                verbose=self._verbosity >= VERBOSE,
                outputs=outputs,
            )
        for problem in first_of_each_kind((*result.notes, *self._problems())):
            lines.append((("error: ", BAD), (problem, PLAIN)))
        return [*lines, final_line(result)]
