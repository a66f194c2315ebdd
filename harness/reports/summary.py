"""The end of a run on the terminal: targets, what is not green and why, where the reports are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.model import BinaryResult, RunResult, Verdict
from harness.reports.blocks import place_name
from harness.reports.evidence import by_urgency
from harness.reports.profiles import known_lines, profile_lines
from harness.reports.style import (
    BAD,
    BOLD,
    DIM,
    FLAKY,
    GOOD,
    LABEL_WIDTH,
    PLAIN,
    WARN,
    Line,
    case_tally,
    cut,
    label,
    wrapped,
)
from harness.reports.text import clean_line, count, format_seconds, shown_path

_MOST_NOT_GREEN = 30
_NAMES_OF_A_GROUP = 3
_SLOWEST = 3
_LONGEST_REASON = 300
_MENTION_SLOWEST_FROM_S = 1.0


def summary_lines(
    result: RunResult, *, width: int | None, verbose: bool, outputs: Mapping[str, Path]
) -> list[Line]:
    """The summary without the final line.

    Args:
        width: columns of the terminal; None does not wrap.
        verbose: with sizes and all notes.
        outputs: what is to be found where, by a word such as ``junit``.
    """
    lines: list[Line] = [()]
    lines += target_table(result.binaries)
    lines += profile_lines(result.binaries)
    lines += known_lines(result.binaries, width)
    lines += _not_green(result.binaries, width)
    lines += _slowest(result.binaries, verbose=verbose)
    if verbose:
        lines += _sizes(result.binaries)
    lines += _outputs(outputs, result.working_folder)
    return [*lines, ()]


def final_line(result: RunResult) -> Line:
    """The run in one sentence."""
    binaries = result.binaries
    green = sum(binary.accepted for binary in binaries)
    passed, total = case_tally(case for binary in binaries for case in binary.cases)
    targets = len({(binary.target, binary.variant) for binary in binaries})
    flaky = sum(binary.flaky for binary in binaries)
    skipped = sum(binary.verdict is Verdict.SKIPPED for binary in binaries)
    known = sum(bool(binary.known) for binary in binaries)
    told = ((flaky, "flaky"), (skipped, "skipped"), (known, "known trouble"))
    extras = [f"{number} {word}" for number, word in told if number]
    extra = f" ({', '.join(extras)})" if extras else ""
    cases = f"{passed} of {count(total, 'case')} passed" if passed < total else count(total, "case")
    time = format_seconds(result.duration_s)
    all_binaries = count(len(binaries), "binary", "binaries")
    if result.interrupted:
        return (
            ("INTERRUPTED", WARN),
            (f": {green} of {all_binaries} green{extra}, {cases}, {time}", PLAIN),
        )
    if skipped == len(binaries):
        return (("NOTHING RAN", WARN), (f": {all_binaries}{extra}, {time}", PLAIN))
    if green < len(binaries):
        red = len(binaries) - green
        return (("NOT GREEN", BAD), (f": {red} of {all_binaries}{extra}, {cases}, {time}", PLAIN))
    return (
        ("PASSED", GOOD),
        (f": {all_binaries}{extra}, {cases} on {count(targets, 'target')} in {time}", PLAIN),
    )


def target_table(binaries: Iterable[BinaryResult]) -> list[Line]:
    """The :func:`target_rows` below their headings."""
    rows = target_rows(binaries)
    if not rows:
        return []
    rows.insert(0, ("target", "binaries", "cases", "time", ""))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines: list[Line] = []
    for number, row in enumerate(rows):
        name = row[0].ljust(widths[0])
        cells = "  ".join(row[column].rjust(widths[column]) for column in (1, 2, 3))
        style = DIM if number == 0 else BOLD if row[0] == "total" else PLAIN
        lines.append(((f"{name}  {cells}", style), (f"  {row[4]}" if row[4] else "", BAD)))
    return lines


def target_rows(binaries: Iterable[BinaryResult]) -> list[tuple[str, str, str, str, str]]:
    """One row per target (and variant), and one for all where there are several.

    The columns: name, binaries and cases that passed, time, what is not green.
    """
    groups: dict[str, list[BinaryResult]] = {}
    for binary in binaries:
        groups.setdefault(place_name(binary.target, binary.variant), []).append(binary)
    rows = [_row(name, group) for name, group in groups.items()]
    if len(groups) > 1:
        rows.append(_row("total", [binary for group in groups.values() for binary in group]))
    return rows


def _row(name: str, group: list[BinaryResult]) -> tuple[str, str, str, str, str]:
    passed, total = case_tally(case for binary in group for case in binary.cases)
    tally = Counter(binary.verdict for binary in group if not binary.known)
    red = [
        f"{tally[verdict]} {verdict.value.replace('_', ' ')}"
        for verdict in Verdict
        if tally[verdict] and verdict is not Verdict.PASSED
    ]
    flaky = sum(binary.flaky for binary in group)
    red += [f"{flaky} flaky"] if flaky else []
    known = sum(bool(binary.known) for binary in group)
    red += [f"{known} known trouble"] if known else []
    time = format_seconds(sum(binary.duration_s for binary in group))
    return name, f"{tally[Verdict.PASSED]}/{len(group)}", f"{passed}/{total}", time, ", ".join(red)


def _not_green(binaries: Iterable[BinaryResult], width: int | None) -> list[Line]:
    groups: dict[tuple[str, str, str], list[BinaryResult]] = {}
    for binary in by_urgency(binaries):
        if not binary.accepted or binary.flaky:
            reason = cut(clean_line(binary.reason), _LONGEST_REASON) or binary.verdict.value.replace("_", " ")
            key = (label(binary)[0], place_name(binary.target, binary.variant), reason)
            groups.setdefault(key, []).append(binary)
    if not groups:
        return []
    words = {word for word, _, _ in groups}
    title = "Flaky" if words == {FLAKY} else "Not green, flaky" if FLAKY in words else "Not green"
    lines: list[Line] = [(), ((title, BOLD),)]
    for (word, target, reason), group in list(groups.items())[:_MOST_NOT_GREEN]:
        names = [clean_line(binary.name) for binary in group]
        if len(names) > _NAMES_OF_A_GROUP:
            named = f"{len(names)} binaries ({', '.join(names[:_NAMES_OF_A_GROUP])}, …)"
        else:
            named = ", ".join(names)
        indent = " " * (LABEL_WIDTH + 3)
        rows = _hung(f"{target} {named}: {reason}", width, indent)
        lines.append(((f"  {word:<{LABEL_WIDTH}} ", label(group[0])[1]), (rows[0], PLAIN)))
        lines += [((row, PLAIN),) for row in rows[1:]]
    if len(groups) > _MOST_NOT_GREEN:
        lines.append(((f"  … and {len(groups) - _MOST_NOT_GREEN} more, see the reports", DIM),))
    return lines


def _hung(text: str, width: int | None, indent: str) -> list[str]:
    """Wrapped rows behind a label of the indent's width; the first comes without the indent."""
    first, *others = wrapped(text, width=width, indent=indent)
    return [first[len(indent) :], *others]


def _slowest(binaries: tuple[BinaryResult, ...], *, verbose: bool) -> list[Line]:
    slow = sorted(binaries, key=lambda binary: binary.duration_s, reverse=True)[:_SLOWEST]
    if len(binaries) <= _SLOWEST or (not verbose and slow[0].duration_s < _MENTION_SLOWEST_FROM_S):
        return []
    return [
        (),
        (("Slowest", BOLD),),
        *(
            (
                (f"  {format_seconds(binary.duration_s):>{LABEL_WIDTH}} ", DIM),
                (f"{place_name(binary.target, binary.variant)} {clean_line(binary.name)}", PLAIN),
            )
            for binary in slow
        ),
    ]


def _sizes(binaries: Iterable[BinaryResult]) -> list[Line]:
    """Bytes of flash, RAM and stack of every binary that tells them."""
    names = ("flash", "ram", "stack")
    rows: list[tuple[str, ...]] = [("bytes", *names)]
    for binary in binaries:
        values = {metric.name: metric.value for metric in binary.metrics}
        if values.keys() & set(names):
            title = f"{place_name(binary.target, binary.variant)} {clean_line(binary.name)}"
            rows.append((title, *(f"{values[name]:,.0f}" if name in values else "-" for name in names)))
    if len(rows) == 1:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines: list[Line] = [(), (("Sizes", BOLD),)]
    for number, row in enumerate(rows):
        cells = "  ".join(row[column].rjust(widths[column]) for column in (1, 2, 3))
        lines.append(((f"  {row[0].ljust(widths[0])}  {cells}", DIM if number == 0 else PLAIN),))
    return lines


def _outputs(outputs: Mapping[str, Path], base: Path) -> list[Line]:
    if not outputs:
        return []
    width = max(len(word) for word in outputs)
    return [
        (),
        (("Reports", BOLD),),
        *(
            ((f"  {word.ljust(width)}  ", DIM), (shown_path(path, base), PLAIN))
            for word, path in outputs.items()
        ),
    ]
