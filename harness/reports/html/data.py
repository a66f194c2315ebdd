"""What the page's scripts know of the run: small frozen values that become one JSON text."""

from __future__ import annotations

from collections.abc import Sequence

from harness.history import EarlierRun
from harness.model import Attempt, BinaryResult, CaseResult, Metric, RunResult, Value, Verdict
from harness.reports.endings import ending_texts
from harness.reports.evidence import case_place
from harness.reports.html.cards import line, place, reason
from harness.reports.html.links import Links
from harness.reports.html.matrix import Column, columns
from harness.reports.html.packing import packed
from harness.reports.html.past import Past, PastRun, past_of, past_runs
from harness.reports.html.status import STATUSES, Names, Status, status_of
from harness.reports.json import encode

ROOM_BYTES = 450_000  # of the page, for this JSON
_MOST_CASES = (400, 20, 0)  # of one binary; fewer where the page has no room for more


class CaseData(Value, frozen=True, kw_only=True, omit_defaults=True):
    name: str
    status: str = Verdict.PASSED.value
    duration_s: float | None = None
    place: str = ""
    said: str = ""


class Boot(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt. ``at_s`` is from the start of the run, ``log`` an index into the page's logs."""

    at_s: float
    duration_s: float
    status: str
    ended: tuple[str, str]
    worker: int | None = None
    log: int | None = None
    href: str = ""
    file: str = ""


class ResultData(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One result; ``column`` is an index, ``carded`` says whether the page has a card of it."""

    name: str
    binary: str
    suite: str
    column: int
    place: str
    status: str
    verdict: str
    reason: str
    simulator: str = ""
    duration_s: float = 0.0
    carded: bool = True
    cases: tuple[CaseData, ...] = ()
    cases_left_out: int = 0
    metrics: tuple[Metric, ...] = ()
    boots: tuple[Boot, ...] = ()
    past: Past | None = None
    remarks: tuple[str, ...] = ()
    rerun: str = ""
    elf: str = ""


class PageData(Value, frozen=True, kw_only=True):
    started_at: float
    duration_s: float
    statuses: tuple[Status, ...]
    columns: tuple[Column, ...]
    results: tuple[ResultData, ...]
    earlier: tuple[PastRun, ...]


class Collector:
    """Gathers the page's data from a run.

    ``logs`` are the files that the boots' numbers mean, with whether each tells of trouble: those first, then
    by name, as a binary prints much the same everywhere.
    """

    def __init__(
        self, run: RunResult, names: Names, links: Links, earlier: Sequence[EarlierRun] = ()
    ) -> None:
        self._run = run
        self._earlier = earlier
        self._names = names
        self._links = links
        self._columns = columns(run.binaries)
        self._numbers = {(each.target, each.variant): number for number, each in enumerate(self._columns)}
        boots = [
            (result, number, attempt.log)
            for result in run.binaries
            for number, attempt in enumerate(result.attempts)
            if attempt.log is not None
        ]
        boots.sort(key=lambda boot: (_plain(boot[0]), boot[0].name, boot[1]))
        self._log_numbers = {(result.key, nth): number for number, (result, nth, _) in enumerate(boots)}
        self.logs = [(links.found(log), not _plain(result)) for result, _, log in boots]

    def packed(self) -> str:
        """The data for a page, with as many cases of each binary as it has room for."""
        text = ""
        for most in _MOST_CASES:
            text = packed(encode(self._page(most)))
            if len(text) <= ROOM_BYTES:
                break
        return text

    def _page(self, most_cases: int) -> PageData:
        return PageData(
            started_at=self._run.started_at,
            duration_s=self._run.duration_s,
            statuses=STATUSES,
            columns=self._columns,
            results=tuple(self._result(each, most_cases) for each in self._run.binaries),
            earlier=past_runs(self._earlier),
        )

    def _result(self, result: BinaryResult, most_cases: int) -> ResultData:
        status = status_of(result)
        return ResultData(
            name=self._names[result],
            binary=line(result.name, 200),
            suite=line(result.suite, 200),
            column=self._numbers[result.target, result.variant],
            place=place(result),
            status=status.name,
            verdict=result.verdict.value,
            reason=reason(result, status, 200),
            simulator=result.simulator,
            duration_s=result.duration_s,
            carded=not _plain(result),
            cases=tuple(_case(each) for each in result.cases[:most_cases]),
            cases_left_out=max(0, len(result.cases) - most_cases),
            metrics=result.metrics,
            boots=tuple(self._boot(result, number, each) for number, each in enumerate(result.attempts)),
            past=past_of(result, self._earlier),
            remarks=tuple(line(each, 400) for each in result.remarks),
            rerun=line(result.rerun, 1000),
            elf=line(self._links.shown(result.elf), 500),
        )

    def _boot(self, result: BinaryResult, number: int, attempt: Attempt) -> Boot:
        how, time = ending_texts(attempt)
        return Boot(
            at_s=attempt.started_at - self._run.started_at,
            duration_s=attempt.duration_s,
            status=attempt.judgement.verdict.value,
            ended=(line(how, 300), time),
            worker=attempt.worker,
            log=self._log_numbers.get((result.key, number)),
            href=self._links.href(attempt.log),
            file=line(self._links.shown(attempt.log), 500),
        )


def _plain(result: BinaryResult) -> bool:
    return status_of(result).name == Verdict.PASSED.value


def _case(case: CaseResult) -> CaseData:
    first = case.failures[0].message if case.failures else case.reason
    return CaseData(
        name=line(case.name, 200),
        status=case.verdict.value,
        duration_s=case.duration_s,
        place=line(case_place(case, case.failures), 200),
        said=line(" ".join(first[:400].split()), 200),
    )
