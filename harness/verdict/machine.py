"""The state machine: one line at a time, from silence to a certain verdict."""

from __future__ import annotations

from harness.console import events
from harness.console.events import ConsoleEvent, CountKind
from harness.console.lines import Line
from harness.model import CaseResult, DeclaredCase, Dialect, Verdict
from harness.verdict import conclusions
from harness.verdict.cases import CaseBook
from harness.verdict.evidence import Evidence
from harness.verdict.progress import Counts, Finding, Phase, Progress

_SHARED_WITH_THE_CASE = (
    Verdict.CRASHED,
    Verdict.LOCKED_UP,
    Verdict.TIMED_OUT,
    Verdict.SIMULATOR_ERROR,
)


class Machine:
    """Changes :class:`Progress` line by line until :attr:`finding` is set; ``docs/verdicts.md`` draws it.

    Args:
        declared: the cases that the binary declares, None where it cannot tell.
        sentinel: text of the user's own good end, empty for the dialects'.
    """

    def __init__(self, declared: tuple[DeclaredCase, ...] | None, sentinel: str) -> None:
        self._sentinel = sentinel
        self.progress = Progress(cases=CaseBook(declared), custom_sentinel=bool(sentinel))
        self.evidence = Evidence()
        self.finding: Finding | None = None
        self._ended: list[CaseResult] = []
        self.stack: events.StackUsed | None = None
        self._case_line = 0  # where the running case began
        self._at_s = 0.0

    def take(self, line: Line, event: ConsoleEvent | None, at_s: float) -> None:
        """One line and what it means; nothing may follow once :attr:`finding` is set."""
        self._at_s = at_s
        if isinstance(event, events.GoodEnd) and (self._sentinel or line.truncated):
            event = events.GluedEnd()  # another sentinel was asked for, or the line goes on behind this text
        if event is not None:
            self._event(line, event)
        if self._sentinel and self.finding is None:
            if line.text.strip() == self._sentinel and not line.truncated:
                self._good_end(line)
            elif self._sentinel in line.text:
                self._note_glued_end(line)

    def take_half(self, line: Line) -> None:
        """The last line, cut off: evidence, and it tells whether the sentinel nearly came."""
        self.evidence.recent.append(line)
        if (self._sentinel or "ALL TESTS PASSED~~~") in line.text:
            self._note_glued_end(line)

    def take_ended(self) -> list[CaseResult]:
        """The cases that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def _event(self, line: Line, event: ConsoleEvent) -> None:
        progress = self.progress
        match event:
            case events.RunBegan():
                self._run_began(line)
            case events.CaseBegan():
                self._case_began(line, event)
            case events.CaseEnded():
                self._case_ended(line, event)
            case events.Counted():
                self._counted(line, event)
            case events.Totalled():
                self._totalled(line, event)
            case events.Failed():
                if self._listens_to(event.dialect):
                    progress.cases.add_failure(event)
                    self.evidence.failure(line)
            case events.FailureDetail():
                if progress.cases.add_detail(event):
                    self.evidence.failure(line)
            case events.BadEnd():
                self._bad_end(line)
            case events.GoodEnd():
                self._good_end(line)
            case events.GluedEnd():
                if not self._sentinel:
                    self._note_glued_end(line)
            case events.FaultBegan():
                progress.fault.begin(event, line.number)
                self.evidence.decisive(line)
            case events.Said():
                progress.fault.say(event.text, line.number)
                self.evidence.decisive(line)
            case events.FaultRegisters() | events.FaultNamed():
                self._fault_goes_on(line, event)
            case events.FaultEnded():
                if progress.fault.begun:
                    self.evidence.decisive(line)
                    self.settle(conclusions.crashed(progress))
            case events.StackUsed():
                self.stack = event

    # ------------------------------------------------------------------ cases

    def _listens_to(self, dialect: Dialect) -> bool:
        """Whether lines of ``dialect`` count; the first decisive one chooses the dialect of the run."""
        progress = self.progress
        if progress.dialect is None:
            # A v2 binary may log "Testing something" before its banner.
            return dialect is Dialect.V2 or progress.cases.declared.only_dialect is not Dialect.V2
        return progress.dialect is dialect

    def _speaks(self, dialect: Dialect) -> bool:
        if not self._listens_to(dialect):
            return False
        if self.progress.dialect is None:
            self.progress.dialect = dialect
            self.progress.phase = Phase.BETWEEN
        return True

    def _run_began(self, line: Line) -> None:
        if not self._speaks(Dialect.V2):
            return
        progress = self.progress
        self.evidence.decisive(line)
        if progress.banner_seen or progress.cases.seen:
            self.settle(conclusions.restarted(progress, "'Running tests.' came again"))
        progress.banner_seen = True

    def _case_began(self, line: Line, event: events.CaseBegan) -> None:
        if not self._speaks(event.dialect):
            return
        progress = self.progress
        if event.dialect is Dialect.V1:
            progress.restarts.case(event.name)
            if progress.restarts.certain:
                evidence = f"the cases from {event.name} on came again and again"
                self.settle(conclusions.restarted(progress, evidence))
                return
            self._end_case(Verdict.PASSED)  # v1 has no end line
        else:
            self._end_case(Verdict.INCOMPLETE, "the next case began before its result came")
        progress.counts = Counts()  # a count line in the middle was the firmware's own text
        progress.cases.begin(event.name, self._at_s)
        progress.phase = Phase.IN_CASE
        self._case_line = line.number

    def _case_ended(self, line: Line, event: events.CaseEnded) -> None:
        running = self.progress.cases.running
        if event.glued and (running is None or running.shown_name != event.name):
            return
        if not self._speaks(Dialect.V2):
            return
        counts = self.progress.counts
        if running is None and (counts.ran is not None or counts.failed is not None):
            self._listed(line, event)
            return
        if running is None or running.shown_name != event.name:
            self._end_case(Verdict.INCOMPLETE, f"the result of {event.name[:200]} came instead of its own")
            self.progress.cases.begin(event.name, self._at_s)
            self._case_line = line.number
        self._end_case(Verdict.PASSED if event.ok else Verdict.FAILED)

    def _end_case(self, verdict: Verdict, reason: str = "") -> None:
        result = self.progress.cases.end(verdict, self._at_s, reason)
        if result is None:
            return
        self._ended.append(result)
        self.progress.last_case = result.name
        self.progress.phase = Phase.BETWEEN
        if result.verdict is not Verdict.PASSED:
            self.evidence.failing_case(self._case_line)

    # ------------------------------------------------------------------ counts and ends

    def _totalled(self, line: Line, event: events.Totalled) -> None:
        if not self._speaks(Dialect.V1):
            return
        self._end_case(Verdict.PASSED)
        self.evidence.decisive(line)
        self.progress.counts = Counts(ran=event.total, passed=event.passed)
        self.progress.phase = Phase.COUNTED

    def _counted(self, line: Line, event: events.Counted) -> None:
        if not self._speaks(Dialect.V2):
            return
        self._end_case(Verdict.INCOMPLETE, "the counts came before its result")
        self.evidence.decisive(line)
        counts = self.progress.counts
        match event.kind:
            case CountKind.RAN:
                counts.ran = event.count
            case CountKind.PASSED:
                counts.passed = event.count
            case CountKind.FAILED:
                counts.failed = event.count
        if counts.complete:
            self.progress.phase = Phase.COUNTED

    def _listed(self, line: Line, event: events.CaseEnded) -> None:
        counts = self.progress.counts
        if event.ok or not counts.failed:
            return
        self.evidence.decisive(line)
        counts.listed += 1
        if counts.listed >= counts.failed:  # v2 has no bad end: its list is the last thing it prints
            self.settle(Finding(verdict=Verdict.FAILED, reason=conclusions.failures(self.progress)))

    def _good_end(self, line: Line) -> None:
        progress = self.progress
        self.evidence.decisive(line)
        if not progress.fault.begun and (early := conclusions.early_end(progress)):
            progress.early_end = early
            progress.early_ends += 1
            progress.seen_at_end = progress.cases.seen
            return
        self.settle(conclusions.at_sentinel(progress))

    def _note_glued_end(self, line: Line) -> None:
        self.progress.glued_end = line.text.strip()[:200]
        self.progress.seen_at_end = self.progress.cases.seen

    def _bad_end(self, line: Line) -> None:
        progress = self.progress
        self.evidence.decisive(line)
        progress.bad_end_seen = True
        if progress.dialect is Dialect.V2:
            return  # not a form of v2: the run goes on, and cannot become green
        self._end_case(Verdict.INCOMPLETE, "the bad end came before the count line")
        self.settle(Finding(verdict=Verdict.FAILED, reason=conclusions.failures(progress)))

    def _fault_goes_on(self, line: Line, event: events.FaultRegisters | events.FaultNamed) -> None:
        fault = self.progress.fault
        if not fault.begun:
            return
        self.evidence.decisive(line)
        if fault.add(event):
            self.settle(conclusions.crashed(self.progress))

    def settle(self, finding: Finding, *, at_budget: bool = False) -> None:
        """The verdict is certain: the running case shares it."""
        self.finding = finding
        if finding.verdict in _SHARED_WITH_THE_CASE:
            self._end_case(finding.verdict, finding.reason)
        else:
            self._end_case(Verdict.TIMED_OUT if at_budget else Verdict.INCOMPLETE, finding.reason)
        self.progress.phase = Phase.CERTAIN
