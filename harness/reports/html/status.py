"""What a result is called and coloured on the page: its verdict, or that it is flaky or known trouble."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from harness.model import BinaryResult, Value, Verdict
from harness.reports.style import FLAKY, KNOWN, LABELS

_UNFIT = re.compile(r"[^\w./+~-]")


class Status(Value, frozen=True, kw_only=True):
    """``name`` (a verdict, ``flaky`` or ``known``) is for addresses and styles, ``label`` for people."""

    name: str
    label: str


# in the order in which a page lists them: what needs somebody's attention first
STATUSES = (
    *(Status(name=each.value, label=LABELS[each]) for each in Verdict if not each.green),
    Status(name="flaky", label=FLAKY),
    Status(name="known", label=KNOWN),
    *(Status(name=each.value, label=LABELS[each]) for each in (Verdict.SKIPPED, Verdict.PASSED)),
)
_BY_NAME = {status.name: status for status in STATUSES}


def status_of(result: BinaryResult) -> Status:
    """The result's status."""
    name = "flaky" if result.flaky else "known" if result.known else result.verdict.value
    return _BY_NAME[name]


def tally(results: Iterable[BinaryResult]) -> list[tuple[Status, int]]:
    """How many results have each status, in the order of :data:`STATUSES`, absent ones left out."""
    counts = Counter(status_of(result).name for result in results)
    return [(status, counts[status.name]) for status in STATUSES if counts[status.name]]


class Names:
    """Gives each result a name that is fit for an address and for ``id``, once each."""

    def __init__(self, results: Iterable[BinaryResult]) -> None:
        self._taken: Counter[str] = Counter()
        self._names = {result.key: self._unique(_UNFIT.sub("_", result.key)) for result in results}

    def __getitem__(self, result: BinaryResult) -> str:
        return self._names[result.key]

    def _unique(self, name: str) -> str:
        self._taken[name] += 1
        return name if self._taken[name] == 1 else self._unique(f"{name}~{self._taken[name]}")
