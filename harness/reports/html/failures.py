"""Everything that is not plainly green, one part of the page each; what says the same stands together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from harness.model import BinaryResult, RunResult, Value
from harness.reports.evidence import by_urgency
from harness.reports.html.cards import FULL, SHORT, card, place, reason
from harness.reports.html.status import Names, status_of
from harness.reports.html.templates import Markup, fill, join
from harness.reports.text import clean_line

ROOM_BYTES = 300_000  # of the page, for cards that are there from the start

_OWN = re.compile(r"^\[harness\] ")  # what start-up code prints: sizes and registers, different each time


class Told(Value, frozen=True, kw_only=True):
    """The sections with what there was room for, and the cards that the page unpacks when they are wanted."""

    sections: Markup
    titles: Mapping[str, str]  # of the sections, by their name in addresses
    others: Mapping[str, str]


def tell(run: RunResult, names: Names, href: Callable[[BinaryResult], str]) -> Told:
    """All sections: what fails the run first, then what is only remarkable."""
    writer = _Writer(names, href)
    red = by_urgency(each for each in run.binaries if not each.accepted)
    flaky = [each for each in run.binaries if each.flaky and each.accepted]
    known = [each for each in run.binaries if each.known and not each.flaky]
    skipped = [each for each in run.binaries if status_of(each).name == "skipped"]
    wanted = (
        ("failures", "Not green", red),
        ("flaky", "Flaky", flaky),
        ("known", "Known trouble", known),
        ("skipped", "Skipped", skipped),
    )
    sections = join(writer.section(name, title, results) for name, title, results in wanted if results)
    titles = {name: title for name, title, results in wanted if results}
    return Told(sections=sections, titles=titles, others=writer.others)


def groups(results: Iterable[BinaryResult]) -> list[list[BinaryResult]]:
    """Results that say the very same together, in the order of the first of each."""
    found: dict[object, list[BinaryResult]] = {}
    for result in results:
        found.setdefault(_said(result), []).append(result)
    return list(found.values())


def _said(result: BinaryResult) -> object:
    return (
        status_of(result).name,
        result.reason,
        result.fault and (result.fault.kind, result.fault.symbol, result.fault.file, result.fault.line),
        tuple((case.name, case.failures, case.reason) for case in result.cases if not case.verdict.green),
        tuple(line for line in result.evidence if not _OWN.match(line)),
    )


class _Writer:
    def __init__(self, names: Names, href: Callable[[BinaryResult], str]) -> None:
        self._names = names
        self._href = href
        self._left_bytes = ROOM_BYTES
        self.others: dict[str, str] = {}

    def section(self, name: str, title: str, results: list[BinaryResult]) -> Markup:
        shown, crowded = [], []
        for first, *others in groups(results):
            if self._left_bytes > 0:
                shown.append(self._group(first, others))
                self._left_bytes -= len(shown[-1])
            else:
                crowded += [first, *others]
        rest = fill("rest", number=len(crowded), rows=self._rows(crowded, told=True))
        return fill(
            "section",
            name=name,
            title=title,
            number=len(results),
            groups=join(shown),
            rest=rest if crowded else Markup(),
        )

    def _group(self, first: BinaryResult, others: list[BinaryResult]) -> Markup:
        written = card(first, name=self._names[first], href=self._href(first), detail=FULL)
        same = fill("same", number=len(others), rows=self._rows(others, told=False))
        return fill("group", card=written, same=same if others else Markup())

    def _rows(self, results: list[BinaryResult], *, told: bool) -> Markup:
        """One line each; the card comes when it is asked for."""
        rows = []
        for result in results:
            name, status = self._names[result], status_of(result)
            self.others[name] = str(card(result, name=name, href=self._href(result), detail=SHORT))
            rows.append(
                fill(
                    "row",
                    name=name,
                    status=status.name,
                    label=status.label,
                    binary=clean_line(result.name),
                    place=place(result),
                    reason=reason(result, status, 120) if told else "",
                )
            )
        return join(rows)
