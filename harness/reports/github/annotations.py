"""Annotations: ``::error file=…,line=…,title=…::text``, which GitHub shows in the diff and on the run's page.

Source: GitHub's documentation of workflow commands, and ``command.ts`` of actions/toolkit for the escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.model import BinaryResult, CaseResult, RunResult, Value
from harness.reports.evidence import by_urgency
from harness.reports.junit_cases import case_message
from harness.reports.text import clean, count, shorten

MOST_ERRORS = 10  # of a step; GitHub drops the rest without a word
_MOST_TEXT_BYTES = 4000


class Annotation(Value, frozen=True, kw_only=True):
    """``level`` is error, warning or notice; ``file`` is relative to the repository."""

    level: str
    title: str
    text: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        pairs = {"file": self.file, "line": str(self.line or "") if self.file else "", "title": self.title}
        properties = ",".join(f"{name}={_property(value)}" for name, value in pairs.items() if value)
        return f"::{self.level} {properties}::{_data(self.text)}"


def annotations_of(result: RunResult, repository: Path) -> tuple[Annotation, ...]:
    """The first errors, one for each red case (or binary, where no case is), and the first flaky ones.

    What is left out is counted in a notice.
    """
    errors = [each for binary in by_urgency(result.binaries) for each in _errors(binary, result, repository)]
    flaky = [_flaky(binary, "warning") for binary in result.binaries if binary.flaky and binary.accepted]
    shown = [*errors[:MOST_ERRORS], *flaky[:MOST_ERRORS]]
    hidden = len(errors) + len(flaky) - len(shown)
    if hidden:
        text = f"{count(hidden, 'more annotation')} left out, see the job summary"
        shown.append(Annotation(level="notice", title="harness", text=text))
    return tuple(shown)


def _errors(binary: BinaryResult, result: RunResult, repository: Path) -> Iterator[Annotation]:
    if binary.accepted:
        return
    if binary.flaky:
        yield _flaky(binary, "error")
        return
    red = [case for case in binary.cases if not case.verdict.green and (case.failures or case.file)]
    place = f"{binary.target} {binary.name}"
    for case in red:
        file, line = _place(case)
        yield Annotation(
            level="error",
            title=f"{place}: {case.name}",
            text=_text((case_message(case), *_again(binary))),
            file=_relative(file, result.working_folder, repository),
            line=line,
        )
    if not red:
        fault = binary.fault
        yield Annotation(
            level="error",
            title=f"{place}: {binary.verdict.value.replace('_', ' ')}",
            text=_text((binary.reason, *binary.evidence[-3:], *_again(binary))),
            file=_relative(fault.file if fault else None, result.working_folder, repository),
            line=fault.line if fault else None,
        )


def _flaky(binary: BinaryResult, level: str) -> Annotation:
    title = f"{binary.target} {binary.name}: flaky"
    return Annotation(level=level, title=title, text=_text((binary.reason,)))


def _place(case: CaseResult) -> tuple[str | None, int | None]:
    failure = next((each for each in case.failures if each.file), None)
    return (failure.file, failure.line) if failure else (case.file, case.line)


def _relative(file: str | None, folder: Path, repository: Path) -> str:
    """``file`` as seen from the repository; as it is where it lies outside, GitHub then shows no place."""
    if not file:
        return ""
    path = folder / file
    return path.relative_to(repository).as_posix() if path.is_relative_to(repository) else file


def _again(binary: BinaryResult) -> tuple[str, ...]:
    return (f"again: {binary.rerun}",) if binary.rerun else ()


def _text(lines: Iterable[str]) -> str:
    return shorten("\n".join(line for line in lines if line.strip()) or "no message", _MOST_TEXT_BYTES)


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
