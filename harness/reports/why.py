"""Why a result is what it is, from what the run has kept: nothing is judged again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from harness.elf import inspect
from harness.errors import HarnessError, UsageError
from harness.model import BinaryResult, CaseResult, Image, RunResult, Verdict
from harness.reports.blocks import place_name
from harness.reports.endings import ending_texts
from harness.reports.junit_cases import fault_lines, format_place
from harness.reports.text import clean_line, count, shown_path
from harness.suggest import did_you_mean

_MOST_CASES = 20
_MOST_EVIDENCE_LINES = 40
_WIDTH = 10


def find_results(last: RunResult, names: Sequence[str]) -> tuple[BinaryResult, ...]:
    """The results that ``names`` mean, in the order of the run.

    Raises:
        UsageError: a name means none.
    """
    for name in names:
        if not any(_means(name, result) for result in last.binaries):
            hint = did_you_mean(name, {result.name for result in last.binaries})
            raise UsageError(
                f"{name!r} was not in the last run", remedy=hint or "`harness why '*'` tells of all of it"
            )
    return tuple(result for result in last.binaries if any(_means(name, result) for name in names))


def why_text(result: BinaryResult, base: Path) -> str:
    """Everything that led to the result, in lines; paths inside ``base`` are shown relative to it."""
    rows = [("", f"{place_name(result.target, result.variant)} {result.name}: {_word(result.verdict)}")]
    rows += [("because", result.reason)] if result.reason else []
    rows += [("accepted", f"known trouble: {result.known}")] if result.known else []
    rows += [("not green", "flaky, which fails this run")] if result.flaky and not result.accepted else []
    rows += [("profile", result.profile)] if result.profile else []
    rows += [("simulator", result.simulator)] if result.simulator else []
    rows += [("cases", text) for text in _cases(result)]
    rows += [("fault", line) for line in (fault_lines(result.fault) if result.fault else ())]
    rows += [("memory", text) for text in _memory(result)]
    for number, attempt in enumerate(result.attempts, 1):
        name = "ended" if len(result.attempts) == 1 else f"attempt {number}"
        rows += [(name, text) for text in ending_texts(attempt)]
    rows += [("evidence", line) for line in _evidence(result)]
    rows += [("note", remark) for remark in result.remarks]
    rows += [("elf", shown_path(result.elf, base))] if result.elf else []
    rows += [("beside", _image(image, base)) for image in result.images]
    rows += [("log", shown_path(result.log, base))] if result.log else []
    rows += [("log", f"{shown_path(log, base)}, of {uart}") for uart, log in result.uart_logs.items()]
    rows += [("rerun", result.rerun)] if result.rerun else []
    return "\n".join(_titled(rows))


def _titled(rows: list[tuple[str, str]]) -> Iterator[str]:
    """Each title once, in front of the first of its rows."""
    before = ""
    for title, text in rows:
        shown = title if title != before else ""
        before = title
        yield clean_line(text) if not title else f"  {shown:<{_WIDTH}} {clean_line(text)}".rstrip()


def _means(name: str, result: BinaryResult) -> bool:
    places = (result.name, f"{result.target}/{result.name}", result.key)
    return any(fnmatchcase(place, name) for place in places)


def _cases(result: BinaryResult) -> Iterator[str]:
    declared = _declared(result)
    seen = [case for case in result.cases if case.verdict is not Verdict.NOT_RUN]
    known = f"{declared} declared"
    if declared is None:
        there = result.elf is not None and result.elf.is_file()
        known = "the binary does not tell its own" if there else "the binary is not there to ask"
    tally = Counter(case.verdict for case in seen)
    told = ", ".join(f"{number} {_word(verdict)}" for verdict, number in tally.items())
    if declared is None and not result.cases:
        return
    yield f"{known}, {len(seen)} seen{f': {told}' if told else ''}"
    others = [case for case in result.cases if case.verdict is not Verdict.PASSED]
    yield from map(_case, others[:_MOST_CASES])
    if len(others) > _MOST_CASES:
        yield f"and {count(len(others) - _MOST_CASES, 'more')}"


def _declared(result: BinaryResult) -> int | None:
    """How many cases the ELF declares; asked again, as results do not keep it."""
    if result.elf is None:
        return None
    try:
        cases = inspect(result.elf).declared
    except HarnessError:
        return None
    return None if cases is None else len(cases)


def _image(image: Image, base: Path) -> str:
    return shown_path(image.path, base) + ("" if image.address is None else f" at 0x{image.address:08x}")


def _case(case: CaseResult) -> str:
    failure = case.failures[0] if case.failures else None
    place = format_place(failure.file, failure.line) if failure else ""
    told = failure.message if failure else case.reason
    return f"{_word(case.verdict)} {case.name}{f' at {place}' if place else ''}{f': {told}' if told else ''}"


def _memory(result: BinaryResult) -> Iterator[str]:
    for metric in result.metrics:
        if metric.unit == "bytes":
            yield f"{metric.name} {metric.value:,.0f} bytes (source: {metric.source})"


def _evidence(result: BinaryResult) -> Iterator[str]:
    lines = [line for line in result.evidence if line.strip()]
    if len(lines) > _MOST_EVIDENCE_LINES:
        yield f"… {len(lines) - _MOST_EVIDENCE_LINES} more lines before"
    yield from lines[-_MOST_EVIDENCE_LINES:]


def _word(value: str) -> str:
    return str(value).replace("_", " ")
