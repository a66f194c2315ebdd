"""What the terminal says of one binary: a line where it is green, a block where it is not."""

from __future__ import annotations

from pathlib import Path

from harness.model import NATIVE, BinaryResult, CaseResult, TestBinary, Verdict
from harness.reports.evidence import case_place, first_counts, says_more, told_cases, untold_lines
from harness.reports.junit_cases import fault_lines, format_place
from harness.reports.style import (
    BAD,
    BOLD,
    DIM,
    LABEL_WIDTH,
    LABELS,
    PLAIN,
    WARN,
    Line,
    case_tally,
    cut,
    label,
    verdict_style,
    wrapped,
)
from harness.reports.text import clean, clean_line, count, format_seconds, shown_path

_MOST_CASES = 5
_MOST_FAILURES = 3  # per case
_MOST_MESSAGE_LINES = 6  # per failure
_MOST_EVIDENCE_LINES = 12
_LONGEST_LINE = 300  # a firmware line may be a megabyte long
_INDENT = "    "


def place_name(target: str, variant: str) -> str:
    """The target as people read it; with its memory variant where that is not the part's own."""
    return target if variant == NATIVE else f"{target}/{variant}"


class Columns:
    """The widths that line the results up; known once all binaries are planned."""

    def __init__(self, binaries: tuple[TestBinary, ...] = ()) -> None:
        names = [place_name(binary.target, binary.variant) for binary in binaries]
        self.target = min(24, max(map(len, names), default=0))
        self.binary = min(40, max((len(binary.name) for binary in binaries), default=0))


def result_line(result: BinaryResult, columns: Columns) -> Line:
    """``PASS  bluepill  conv_test  12 cases  24 ms``."""
    word, style = label(result)
    passed, total = case_tally(result.cases)
    cases = count(total, "case") if passed == total else f"{passed} of {total} cases"
    facts = [cases] if total else []
    if result.duration_s and result.verdict is not Verdict.NOT_RUN:
        facts.append(format_seconds(result.duration_s))
    if len(result.attempts) > 1:
        facts.append(f"{len(result.attempts)} attempts")
    target = place_name(result.target, result.variant).ljust(columns.target)
    name = clean_line(result.name)
    return (
        (word.ljust(LABEL_WIDTH), style),
        (f" {target} ", PLAIN),
        (name if not facts else name.ljust(columns.binary), BOLD if style == BAD else PLAIN),
        (f"  {'  '.join(facts)}" if facts else "", DIM),
    )


def case_lines(result: BinaryResult) -> list[Line]:
    """Every case with its verdict, for ``-v``."""
    return [
        (
            (f"{_INDENT}{LABELS[case.verdict]:<{LABEL_WIDTH}} ", verdict_style(case.verdict)),
            (_short(case.name), PLAIN),
            (f"  {format_seconds(case.duration_s)}" if case.duration_s is not None else "", DIM),
        )
        for case in result.cases
    ]


def remark_lines(result: BinaryResult, width: int | None) -> list[Line]:
    """Remarks and sizes, for ``-v``; the block of a failure has its remarks anyway."""
    texts = [clean_line(remark) for remark in result.remarks if result.accepted]
    if result.metrics:
        sizes = (f"{metric.name} {metric.value:,.15g} {metric.unit}" for metric in result.metrics)
        texts.append(", ".join(sizes))
    return [((row, DIM),) for text in texts for row in wrapped(text, width=width, indent=_INDENT)]


def failure_block(
    result: BinaryResult, columns: Columns, *, width: int | None, base: Path, evidence: bool = True
) -> list[Line]:
    """All that one needs to know at once: cases, places, reason, log lines, log path, rerun command.

    Args:
        width: columns to wrap sentences to; None does not wrap.
        base: paths inside this folder are shown relative to it.
        evidence: False where the same lines were shown before; one line is then enough.
    """
    if not evidence:
        return [(*result_line(result, columns), ("  (same error as above)", DIM))]
    lines = [result_line(result, columns)]
    if result.reason:
        reason = _short(result.reason, 3 * _LONGEST_LINE)
        lines += [((row, PLAIN),) for row in wrapped(reason, width=width, indent=_INDENT)]
    told = told_cases(result)
    for case in told[:_MOST_CASES]:
        lines += _case_block(case, result.reason)
    if len(told) > _MOST_CASES:
        lines.append(((f"{_INDENT}… and {count(len(told) - _MOST_CASES, 'more case')}", DIM),))
    if result.fault:
        # its message is the reason's, as a rule; the registers never are
        for told_row in fault_lines(result.fault)[result.fault.message in result.reason :]:
            indent = _INDENT + " " * (len(told_row) - len(told_row.lstrip()))
            text = _short(told_row.strip())
            lines += [((row, WARN),) for row in wrapped(text, width=width, indent=indent)]
    lines += _evidence_block(result)
    for remark in result.remarks:  # often the explanation, such as a stack where the machine has no RAM
        rows = wrapped(clean_line(remark), width=width, indent=f"{_INDENT}       ")
        lines.append(((f"{_INDENT}note   ", DIM), (rows[0].lstrip(), WARN)))
        lines += [((row, WARN),) for row in rows[1:]]
    if result.log:
        lines.append(((f"{_INDENT}log    ", DIM), (shown_path(result.log, base), PLAIN)))
    for uart, log in result.uart_logs.items():
        lines.append(((f"{_INDENT}{uart:<6} ", DIM), (shown_path(log, base), PLAIN)))
    if result.rerun:
        lines.append(((f"{_INDENT}rerun  ", DIM), (clean_line(result.rerun), PLAIN)))
    return lines


def _case_block(case: CaseResult, told_reason: str) -> list[Line]:
    """One case; ``told_reason`` is the binary's, which stands above it."""
    failures = case.failures[:_MOST_FAILURES]
    place = case_place(case, failures)
    word = "" if case.verdict is Verdict.FAILED else f"{LABELS[case.verdict]} "
    lines: list[Line] = [
        (
            (f"{_INDENT}{word}", BAD),
            (_short(case.name), BOLD),
            (f"  {clean_line(place)}" if place else "", PLAIN),
        )
    ]
    for failure in failures:
        rows = clean(failure.message).strip("\n").split("\n")
        own = format_place(failure.file, failure.line)
        if own and own != place:
            rows.insert(0, own)
        lines += _indented(rows, _MOST_MESSAGE_LINES)
    if says_more(case, told_reason):
        lines += _indented([clean_line(case.reason)], 1)
    if len(case.failures) > _MOST_FAILURES:
        more = count(len(case.failures) - _MOST_FAILURES, "more failure")
        lines.append(((f"{_INDENT * 2}… and {more}", DIM),))
    return lines


def _indented(rows: list[str], most: int) -> list[Line]:
    lines: list[Line] = [((f"{_INDENT * 2}{_short(row)}", PLAIN),) for row in rows[:most]]
    if len(rows) > most:
        lines.append(((f"{_INDENT * 2}… {count(len(rows) - most, 'more line')}", DIM),))
    return lines


def _evidence_block(result: BinaryResult) -> list[Line]:
    """The console lines that the cases' failures have not told already."""
    shown, left_out = untold_lines(result, _MOST_EVIDENCE_LINES)
    lines: list[Line] = [((f"{_INDENT}│ ", DIM), (_short(row.rstrip("\r\n")), PLAIN)) for row in shown]
    if left_out:
        note = f"{_INDENT}│ … {count(left_out, 'more line')}"
        lines.insert(len(lines) if first_counts(result) else 0, ((note, DIM),))
    return lines


def _short(text: str, longest: int = _LONGEST_LINE) -> str:
    """One clean line; cut first, as cleaning a megabyte takes its time."""
    return cut(clean_line(text[: longest + 1]), longest)
