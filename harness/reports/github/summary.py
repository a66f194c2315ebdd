"""The job summary: a table of targets, what broke first with its evidence, sizes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from harness.model import BinaryResult, Metric, RunResult, Verdict
from harness.reports.evidence import by_urgency
from harness.reports.failure import failure
from harness.reports.profiles import known_text, profile_lines
from harness.reports.style import text_of
from harness.reports.summary import final_line, target_rows
from harness.reports.text import clean_line, count, shorten

LIMIT_BYTES = 1 << 20  # of one step; GitHub refuses more and shows nothing
_MARGIN_BYTES = 4096
_OPEN = 3  # failures that are shown unfolded
_MOST_FAILURES = 50
_MOST_BLOCK_BYTES = 8000
_MOST_SIZES = 15
_SIZES = ("flash", "ram", "stack", "instructions")


def summary(result: RunResult) -> str:
    """Markdown in at most :data:`LIMIT_BYTES`."""
    parts = [
        *_head(result),
        *_failures(by_urgency(each for each in result.binaries if not each.accepted)),
        *_listed("Flaky", [(each, each.reason) for each in result.binaries if each.flaky and each.accepted]),
        *_listed("Known trouble", [(each, known_text(each)) for each in result.binaries if each.known]),
        *_sizes(result.binaries),
    ]
    kept: list[str] = []
    left_bytes = LIMIT_BYTES - _MARGIN_BYTES
    for part in parts:
        left_bytes -= len(part.encode()) + 1
        if left_bytes < 0:
            kept.append("\n*The rest is left out: GitHub takes no more. See the reports.*")
            break
        kept.append(part)
    return "\n".join(kept) + "\n"


def _head(result: RunResult) -> Iterator[str]:
    green = all(each.accepted for each in result.binaries) and not result.interrupted
    yield f"## {'✅' if green else '❌'} {_inline(text_of(final_line(result)))}\n"
    rows = target_rows(result.binaries)
    if rows:
        yield "| target | binaries | cases | time | |\n|---|--:|--:|--:|---|"
        yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
        yield ""
    yield from (f"{_inline(text)}\n" for line in profile_lines(result.binaries) if (text := text_of(line)))
    used = ", ".join(f"{name} {version}".strip() for name, version in result.simulators.items())
    yield f"harness {result.harness_version}{f', {_inline(used)}' if used else ''}\n"
    yield from (f"> {_inline(note)}\n" for note in result.notes)


def _failures(red: list[BinaryResult]) -> Iterator[str]:
    if not red:
        return
    yield "### What broke\n"
    for number, binary in enumerate(red[:_MOST_FAILURES]):
        word = "flaky" if binary.flaky else binary.verdict.value.replace("_", " ")
        title = f"<code>{_html(f'{binary.target} {binary.name}')}</code> {word}"
        text = shorten(failure(binary.reason or binary.verdict.value, binary), _MOST_BLOCK_BYTES, keep="ends")
        yield f"<details{' open' if number < _OPEN else ''}><summary>{title}</summary>\n"
        yield f"<pre>{html.escape(text, quote=False)}</pre>\n</details>\n"
    if len(red) > _MOST_FAILURES:
        yield f"and {count(len(red) - _MOST_FAILURES, 'more binary', 'more binaries')}, see the reports\n"


def _listed(title: str, told: list[tuple[BinaryResult, str]]) -> Iterator[str]:
    if told:
        yield f"### {title}\n"
        yield from (f"* {_code(f'{each.target} {each.name}')}: {_inline(text)}" for each, text in told)
        yield ""


def _sizes(binaries: Iterable[BinaryResult]) -> Iterator[str]:
    """The binaries that take most of their target, each number with its share where a limit is known."""
    measured = [
        (each, values)
        for each in binaries
        if each.verdict is not Verdict.NOT_RUN
        and (values := {metric.name: metric for metric in each.metrics}).keys() & set(_SIZES)
    ]
    if not measured:
        return
    measured.sort(key=lambda pair: -max((_share(each) for each in pair[1].values()), default=0.0))
    names = [name for name in _SIZES if any(name in values for _, values in measured)]
    shown = measured[:_MOST_SIZES]
    more = f", {len(shown)} of {len(measured)} binaries" if len(shown) < len(measured) else ""
    yield f"<details><summary>Sizes{more}</summary>\n"
    yield f"| binary | {' | '.join(names)} |\n|---|{'--:|' * len(names)}"
    for binary, values in shown:
        cells = (_size(values[name]) if name in values else "" for name in names)
        yield f"| {_code(f'{binary.target} {binary.name}')} | {' | '.join(cells)} |"
    yield "\n</details>\n"


def _share(metric: Metric) -> float:
    return metric.value / metric.limit if metric.limit else 0.0


def _size(metric: Metric) -> str:
    return f"{metric.value:,.0f}" + (f" ({metric.value / metric.limit:.0%})" if metric.limit else "")


def _inline(text: str) -> str:
    """One line that Markdown shows as it is."""
    escaped = _html(text)
    for mark in ("\\", "`", "*", "_", "[", "]", "|", "#", "~"):
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped


def _cell(text: str) -> str:
    return _inline(text)


def _code(text: str) -> str:
    return f"<code>{_html(text).replace('|', '&#124;')}</code>"


def _html(text: str) -> str:
    return html.escape(clean_line(text), quote=False)
