"""The judge: console bytes in, a verdict out.

No I/O and no clock of its own; the same bytes give the same judgement, however they are cut into chunks.
"""

from __future__ import annotations

from harness.console import events
from harness.console.dialects import parse
from harness.console.lines import Line, LineSplitter
from harness.model import CaseResult, DeclaredCase, Dialect, Ending, EndingKind, Judgement, Metric, Verdict
from harness.verdict import conclusions
from harness.verdict.machine import Machine
from harness.verdict.progress import Finding
from harness.verdict.remarks import not_run_reason, remarks

_SLICE_BYTES = 65536  # a larger chunk is taken in slices, so that its lines never exist all at once

# A last line that was never ended may be half a line: it cannot acquit, but it can accuse.
_ACCUSING = (events.BadEnd, events.Failed, events.FaultBegan, events.FaultEnded)


class Judge:
    """Judges one boot of one binary.

    Args:
        declared: the cases that the binary declares, None where it cannot tell.
        expect_exit_code: what the program exits with where all is well; it matters only without a sentinel.
        sentinel: a line that replaces the dialects' own good end, for programs of the user.
    """

    def __init__(
        self,
        declared: tuple[DeclaredCase, ...] | None,
        expect_exit_code: int = 0,
        sentinel: str | None = None,
    ) -> None:
        self._expect_exit_code = expect_exit_code
        self._sentinel = (sentinel or "").strip()
        self._machine = Machine(declared, self._sentinel)
        self._splitter = LineSplitter()
        self._judgement: Judgement | None = None
        self._at_s = 0.0

    @property
    def certain(self) -> bool:
        """Whether nothing that follows can change the verdict: the guest can be ended now."""
        return self._machine.finding is not None

    @property
    def dialect(self) -> Dialect:
        """The dialect that the console has spoken so far."""
        return self._machine.progress.dialect or Dialect.PLAIN

    def feed(self, chunk: bytes, at_s: float) -> list[CaseResult]:
        """Take console bytes that came at ``at_s`` (seconds since the boot); returns the cases that ended.

        What follows once the verdict is certain is ignored.
        """
        self._at_s = at_s
        for start in range(0, len(chunk), _SLICE_BYTES):
            if self.certain:
                break
            self._machine.progress.any_output = True
            self._take(self._splitter.feed(chunk[start : start + _SLICE_BYTES]))
        return self._machine.take_ended()

    def conclude(self, ending: Ending) -> Judgement:
        """The session has ended: the final word. Asking again gives the same."""
        if self._judgement is None:
            if not self.certain:
                for line in self._splitter.finish():
                    self._take_last(line, ending)
            self._judgement = self._judge(ending)
        return self._judgement

    def _take(self, lines: list[Line]) -> None:
        machine, any_line = self._machine, bool(self._sentinel)
        note = machine.evidence.recent.append
        for line in lines:
            note(line)
            event = parse(line.text)
            if event is not None or any_line:
                machine.take(line, event, self._at_s)
                if machine.finding is not None:
                    return

    def _take_last(self, line: Line, ending: Ending) -> None:
        """A line without an end is whole only where the program itself ended behind it."""
        if ending.kind is EndingKind.EXIT or isinstance(parse(line.text), _ACCUSING):
            self._take([line])
        else:
            self._machine.take_half(line)

    def _judge(self, ending: Ending) -> Judgement:
        machine = self._machine
        progress, evidence = machine.progress, machine.evidence
        finding, fault = machine.finding, progress.fault.fault()
        was_certain = finding is not None
        if finding is None:
            finding = conclusions.at_end(
                progress, ending, expect_exit_code=self._expect_exit_code, last_line=evidence.last_line()
            )
            machine.settle(finding, at_budget=ending.kind is EndingKind.BUDGET)
            fault = fault or ending.fault
        green = finding.verdict is Verdict.PASSED
        interrupted = ending.kind is EndingKind.INTERRUPTED and not was_certain
        return Judgement(
            verdict=finding.verdict,
            reason=finding.reason,
            cases=(*progress.cases.results(), *self._not_run(finding, interrupted=interrupted)),
            evidence=evidence.lines(
                with_failing=not green,
                with_tail=finding.verdict not in (Verdict.PASSED, Verdict.FAILED),
            ),
            fault=fault,
            metrics=self._metrics(),
            remarks=remarks(progress, finding.verdict),
        )

    def _not_run(self, finding: Finding, *, interrupted: bool) -> tuple[CaseResult, ...]:
        progress = self._machine.progress
        if finding.verdict is Verdict.PASSED and progress.dialect is None:
            return ()  # passed by the user's own sentinel: declared cases are not its evidence
        reason = not_run_reason(finding.verdict, interrupted=interrupted)
        return progress.cases.not_run(progress.dialect, reason)

    def _metrics(self) -> tuple[Metric, ...]:
        stack = self._machine.stack
        if stack is None:
            return ()
        return (
            Metric(
                name="stack",
                value=stack.used_bytes,
                unit="bytes",
                source="firmware",
                limit=stack.reserved_bytes,
            ),
        )
