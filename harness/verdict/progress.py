"""How far a run has come: everything that a conclusion is drawn from."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from harness.model import Dialect, Value, Verdict
from harness.verdict.cases import CaseBook
from harness.verdict.faults import FaultReport
from harness.verdict.restarts import RestartWatch

WITHOUT_CASE = "after some output, without a case"


class Phase(StrEnum):
    """Where the console stands. ``docs/verdicts.md`` draws the transitions."""

    SILENT = "silent"  # no line of a dialect yet
    BETWEEN = "between"  # of cases, before the counts
    IN_CASE = "in_case"
    COUNTED = "counted"  # all count lines were printed: only the end is missing
    CERTAIN = "certain"  # nothing that follows can change the verdict


class Counts(msgspec.Struct):
    """The binary's own count lines; None where a line did not come."""

    ran: int | None = None
    passed: int | None = None
    failed: int | None = None  # v2: only printed by a failing run
    listed: int = 0  # names after "listed below"

    @property
    def complete(self) -> bool:
        return self.ran is not None and self.passed is not None

    @property
    def tells_failures(self) -> bool:
        fewer = self.ran is not None and self.passed is not None and self.passed < self.ran
        return fewer or bool(self.failed)


class Progress(msgspec.Struct):
    """Mutable state of one judgement; the judge alone changes it."""

    cases: CaseBook
    custom_sentinel: bool
    phase: Phase = Phase.SILENT
    dialect: Dialect | None = None
    banner_seen: bool = False
    counts: Counts = msgspec.field(default_factory=Counts)
    fault: FaultReport = msgspec.field(default_factory=FaultReport)
    restarts: RestartWatch = msgspec.field(default_factory=RestartWatch)
    early_end: str = ""  # why the last sentinel was not taken as the end
    early_ends: int = 0
    glued_end: str = ""  # a line that holds the sentinel and more
    seen_at_end: int = 0  # how many cases were seen when that sentinel came
    bad_end_seen: bool = False
    last_case: str = ""
    any_output: bool = False

    @property
    def is_vacuous(self) -> bool:
        """The framework ran and had no case to run."""
        return self.counts.complete and not self.counts.ran and not self.cases.seen

    @property
    def shows_failures(self) -> bool:
        """A failure was seen, or the binary named one."""
        return self.cases.has_failures or bool(self.counts.failed) or self.bad_end_seen

    @property
    def has_failures(self) -> bool:
        """As :attr:`shows_failures`, or the binary only counts fewer passes than cases."""
        return self.shows_failures or self.counts.tells_failures

    def place(self) -> str:
        """Where the run stands, as the end of a sentence."""
        if self.cases.running:
            return f"in case {self.cases.running.name}"
        if self.phase is Phase.COUNTED:
            return "after the count lines"
        if self.last_case:
            return f"after case {self.last_case}"
        if self.dialect is None:
            return WITHOUT_CASE if self.any_output else "before any output"
        return "before the first case"


class Finding(Value, frozen=True, kw_only=True):
    """A verdict and the sentence that explains it."""

    verdict: Verdict
    reason: str
