"""The top of the page: the run in one sentence, its statuses, its targets; and at its end what was asked."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from harness.model import RunResult
from harness.reports.html.cards import line
from harness.reports.html.status import tally
from harness.reports.html.templates import Markup, fill, join
from harness.reports.profiles import profile_lines
from harness.reports.style import BAD, GOOD
from harness.reports.summary import final_line, target_rows

_TONES = {GOOD: "good", BAD: "bad"}


def outcome(run: RunResult) -> tuple[str, str, str]:
    """The run's word (``NOT GREEN``), its tone for style sheets, and the rest of the sentence."""
    (word, style), (rest, _) = final_line(run)
    return word, _TONES.get(style, "warn"), rest.removeprefix(": ")


def nav(titles: Mapping[str, str]) -> Markup:
    """Links to the sections, with those that only some runs have."""
    shown = {**titles, "matrix": "Matrix", "timeline": "Timeline", "sizes": "Size and speed"}
    shown |= {"history": "History", "run": "Run"}
    return join(fill("nav_link", name=name, title=title) for name, title in shown.items())


def tally_bar(run: RunResult) -> Markup:
    """All results as one bar."""
    total = max(1, len(run.binaries))
    parts, at = [], 0
    for status, number in reversed(tally(run.binaries)):
        share = f"{100 * number / total:.4f}%", f"{100 * at / total:.4f}%"
        parts.append(
            fill(
                "tally_part",
                status=status.name,
                label=status.label,
                number=number,
                width=share[0],
                x=share[1],
            )
        )
        at += number
    return join(parts)


def status_buttons(run: RunResult) -> Markup:
    """A filter for each status."""
    return join(
        fill("status_button", status=status.name, label=status.label, number=number)
        for status, number in tally(run.binaries)
    )


def target_table(run: RunResult) -> Markup:
    """One row per target, and what the profiles say."""
    rows = (
        fill(
            "target_row",
            kind="total" if name == "total" else "target",
            name=name,
            binaries=binaries,
            cases=cases,
            time=time,
            red=red,
        )
        for name, binaries, cases, time, red in target_rows(run.binaries)
    )
    said = ("".join(text for text, _ in row) for row in profile_lines(run.binaries) if row)
    return fill("targets", rows=join(rows), profiles=join(fill("profile", text=text) for text in said))


def facts(run: RunResult) -> Markup:
    """What was asked, with what, and when."""
    return join(fill("fact", name=name, text=line(text, 2000)) for name, text in _facts(run))


def started(run: RunResult) -> str:
    """When the run began, in UTC."""
    return f"{datetime.fromtimestamp(run.started_at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _facts(run: RunResult) -> Iterator[tuple[str, str]]:
    yield "run", run.run_id
    yield "started", started(run)
    yield "command", shlex.join(("harness", *run.arguments))
    yield "in", str(run.working_folder)
    for name, version in run.simulators.items():
        yield name, version or "version unknown"
    yield "harness", run.harness_version
    yield "Python", platform.python_version()
    for note in run.notes:
        yield "note", note
