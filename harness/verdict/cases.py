"""The cases of one run: which one runs, how the others ended, which declared ones never came."""

from __future__ import annotations

from harness.console.events import Failed, FailureDetail
from harness.model import CaseFailure, CaseResult, DeclaredCase, Dialect, Verdict
from harness.verdict.declared import DeclaredCases
from harness.verdict.failures import Failures

MAX_CASES = 10_000  # kept; further ones are only counted
_NO_FAILURE = "the binary reports it as failed and printed no failure"


class Running:
    """The case between its first line and its end."""

    def __init__(self, *, name: str, shown_name: str, declared: DeclaredCase | None, at_s: float) -> None:
        self.name = name  # unique in the result
        self.shown_name = shown_name  # as the console has it
        self.declared = declared
        self.at_s = at_s
        self.failures = Failures()


class CaseBook:
    """Cases in the order in which the console showed them; bounded, counts stay exact."""

    def __init__(self, declared: tuple[DeclaredCase, ...] | None) -> None:
        self.declared = DeclaredCases(declared)
        self.running: Running | None = None
        self.loose = Failures()  # failures outside of any case
        self.seen = 0
        self.passed = 0
        self.failed = 0
        self.failed_names: list[str] = []  # the first few
        self._results: list[CaseResult] = []
        self._names: set[str] = set()
        self._next_number: dict[str, int] = {}

    @property
    def ended(self) -> int:
        return self.seen - (1 if self.running else 0)

    @property
    def left_out(self) -> int:
        """How many ended cases are counted and not kept."""
        return self.ended - len(self._results)

    @property
    def has_failures(self) -> bool:
        running = self.running.failures.count if self.running else 0
        return bool(self.failed or self.loose.count or running)

    def begin(self, shown_name: str, at_s: float) -> None:
        """A case starts; the one before must have been ended."""
        self.running = Running(
            name=self._unique(shown_name),
            shown_name=shown_name,
            declared=self.declared.see(shown_name),
            at_s=at_s,
        )
        self.seen += 1

    def end(self, verdict: Verdict, at_s: float, reason: str = "") -> CaseResult | None:
        """The running case ends; returns its result, None where no case runs."""
        running, self.running = self.running, None
        if running is None:
            return None
        failures = running.failures.kept()
        if failures and verdict in (Verdict.PASSED, Verdict.INCOMPLETE):
            verdict = Verdict.FAILED
        if verdict is Verdict.FAILED and not failures:
            failures = (CaseFailure(message=reason or _NO_FAILURE),)
        summary = running.failures.summary()
        if summary not in reason:  # where the binary's end names this case's failure, once is enough
            reason = f"{summary}; {reason}" if reason else summary
        place: DeclaredCase | CaseFailure | None = running.declared
        if (place is None or place.file is None) and failures:
            place = failures[0]
        result = CaseResult(
            name=running.name,
            verdict=verdict,
            failures=failures,
            reason=reason or (failures[0].message if failures else ""),
            duration_s=max(0.0, at_s - running.at_s),
            file=place.file if place else None,
            line=place.line if place else None,
        )
        self._count(result)
        return result

    def add_failure(self, failure: Failed) -> None:
        """A failed expectation, of the running case or of none."""
        (self.running.failures if self.running else self.loose).add(failure)

    def add_detail(self, detail: FailureDetail) -> bool:
        """A line about the last failure; returns whether there was one."""
        return (self.running.failures if self.running else self.loose).detail(detail)

    def not_run(self, dialect: Dialect | None, reason: str) -> tuple[CaseResult, ...]:
        """Results of the declared cases that were never seen."""
        return tuple(
            CaseResult(
                name=self._unique(case.name),
                verdict=Verdict.NOT_RUN,
                reason=reason,
                file=case.file,
                line=case.line,
            )
            for case in self.declared.unseen(dialect)
        )

    def results(self) -> tuple[CaseResult, ...]:
        """The ended cases."""
        return tuple(self._results)

    def _count(self, result: CaseResult) -> None:
        self.passed += result.verdict is Verdict.PASSED
        if result.verdict is Verdict.FAILED:
            self.failed += 1
            if len(self.failed_names) < 5:
                self.failed_names.append(result.name)
        if len(self._results) < MAX_CASES:
            self._results.append(result)

    def _unique(self, name: str) -> str:
        """``name``, or ``name#2``, ``name#3``, … where it was given before."""
        unique = name
        if name in self._names:
            number = self._next_number.get(name, 2)
            while (unique := f"{name}#{number}") in self._names:
                number += 1
            self._next_number[name] = number + 1
        if len(self._names) < 2 * MAX_CASES:
            self._names.add(unique)
        return unique
