"""The pure state machine that plays a script: console bytes and guest time in, typed bytes and a verdict out.

It has no clock and no I/O of its own. What the firmware says of itself on the judged console, such as a fault
block, goes through the same judge as in any boot, and so does an ending that the script does not expect.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from harness.console.lines import LineSplitter
from harness.console.unread import Unread
from harness.consoles import Consoles
from harness.dialogues.crashes import KNOWN
from harness.dialogues.script import Absent, Case, Exit, Script, Send, Step, Wait
from harness.model import CaseFailure, CaseResult, Ending, EndingKind, Judgement, Value, Verdict
from harness.verdict import Judge

_EVIDENCE_LINES = 20
_LONGEST = 500
# Guest time without output before a line is typed on a UART: systems print a prompt, empty their receiver,
# and print it again. One that never stops talking is talked to after the longer time.
SETTLE_S, MOST_SETTLE_S = 0.1, 2.0
_JUDGED = ""
ONE = Consoles()


class _Outcome(Value, frozen=True, kw_only=True):
    verdict: Verdict
    reason: str


class Partner:
    """Plays ``script`` once, with a machine that has ``consoles``; the script is for no others."""

    def __init__(self, script: Script, consoles: Consoles = ONE) -> None:
        self._script = script
        self._consoles = consoles
        self._forbidden = tuple((each, each.what.pattern) for each in script.forbid)
        self._judge = Judge(declared=None)
        keys = (_JUDGED, *consoles.further)
        self._unread = {key: Unread() for key in keys}
        self._splitters = {key: LineSplitter() for key in keys}
        self._recent: deque[str] = deque(maxlen=_EVIDENCE_LINES)
        self._results: list[CaseResult] = []
        self._told = 0  # of the results
        self._case, self._step = 0, -1
        self._at_s = self._case_at_s = 0.0
        self._due_s: float | None = None  # guest time of the step's end
        self._begun_s = self._quiet_s = 0.0  # guest time when the step began, and when output was last seen
        self._spoke = False  # since the last look
        self._typed = ""  # the last line that was typed: its echo is no answer
        self._answered = False  # whether anything else came since
        self._outcome: _Outcome | None = None
        self._conclusion: Judgement | None = None

    @property
    def certain(self) -> bool:
        """Whether nothing that follows can change the verdict: the guest can be ended now."""
        return self._outcome is not None

    @property
    def due_s(self) -> float | None:
        """The guest time at which :meth:`act` has something to do even though nothing was printed."""
        return self._due_s

    def feed(self, chunk: bytes, at_s: float) -> list[CaseResult]:
        """Take bytes of the judged console that came at host time ``at_s``; returns the cases that ended."""
        self._at_s = at_s
        self.hear(_JUDGED, chunk)
        self._judge.feed(chunk, at_s)
        if self._judge.certain and not self.certain:
            said = self._judge.conclude(Ending(kind=EndingKind.KILLED))
            if said.verdict is not Verdict.PASSED:  # its own sentinel proves nothing of the dialogue
                self._conclusion = said
                self._fail(said.verdict, said.reason)
        return self.take_ended()

    def hear(self, console: str, chunk: bytes) -> None:
        """Take bytes of any console."""
        if self.certain:
            return
        self._spoke = self._spoke or bool(chunk)
        self._unread[console].feed(chunk)
        for line in self._splitters[console].feed(chunk):
            self._note(console, line.text)
            if not self.certain:
                self._look_for_forbidden(line.text, console)

    def act(self, guest_s: float, at_s: float) -> list[tuple[str, bytes]]:
        """Go on as far as the consoles allow at ``guest_s`` (host: ``at_s``); returns what is typed where."""
        self._at_s = at_s
        if self._spoke:
            self._quiet_s, self._spoke = guest_s, False
        typed: list[tuple[str, bytes]] = []
        if self._step < 0 and not self.certain:
            self._begin(0, guest_s)
        while not self.certain:
            step = self._current
            if isinstance(step, Send):
                self._due_s = self._settled_s(step)
                if guest_s < self._due_s:
                    break
                key = self._consoles.key(step.uart)
                enter = self._consoles.enter(key) if step.enter is None else step.enter
                typed.append((key, (step.text + enter).encode()))
                self._typed, self._answered = step.text.strip(), False
            elif not self._is_done(step, guest_s):
                break
            self._begin(self._step + 1, guest_s)
        return typed

    def take_ended(self) -> list[CaseResult]:
        """The cases that ended since the last call."""
        ended = self._results[self._told :]
        self._told = len(self._results)
        return ended

    def conclude(self, ending: Ending) -> Judgement:
        """The session has ended: the final word. Asking again gives the same."""
        if self._outcome is None:
            for key, splitter in self._splitters.items():
                for line in splitter.finish():
                    self._note(key, line.text)
                    self._look_for_forbidden(line.text)
        if self._outcome is None:
            self._end_early(ending)
        outcome, said = self._outcome, self._conclusion
        assert outcome is not None
        return Judgement(
            verdict=outcome.verdict,
            reason=outcome.reason,
            cases=(*self._results, *self._not_run()),
            evidence=() if outcome.verdict is Verdict.PASSED else tuple(self._recent),
            fault=said.fault if said else None,
            metrics=said.metrics if said else (),
        )

    # ------------------------------------------------------------------ steps

    @property
    def _current(self) -> Step:
        return self._cases[self._case].steps[self._step]

    @property
    def _cases(self) -> tuple[Case, ...]:
        return self._script.cases

    def _begin(self, step: int, guest_s: float) -> None:
        """Go to step number ``step`` of the case, or to the next case, or to the end."""
        self._step, self._due_s, self._begun_s = step, None, guest_s
        if step == len(self._cases[self._case].steps):
            self._end_case(Verdict.PASSED)
            self._case, self._step, self._case_at_s = self._case + 1, 0, self._at_s
        if self._case == len(self._cases):
            count = len(self._cases)
            reason = f"{count} {'case' if count == 1 else 'cases'} passed"
            self._outcome = _Outcome(verdict=Verdict.PASSED, reason=reason)
            return
        match self._current:
            case Wait(timeout_s=limit_s) | Exit(timeout_s=limit_s) | Absent(for_s=limit_s):
                self._due_s = guest_s + limit_s

    def _is_done(self, step: Step, guest_s: float) -> bool:
        over = self._due_s is not None and guest_s >= self._due_s
        match step:
            case Wait():
                if self._unread_of(step).find(step.what.pattern):
                    return True
                if over:
                    self._fail_wait(step)
            case Absent():
                if self._unread_of(step).find(step.what.pattern):
                    self._fail(Verdict.FAILED, f"{step.what} was printed{_on(step)}")
                return over
            case Exit() if over:
                reason = f"the guest did not end within {step.timeout_s:g} s of guest time"
                self._fail(Verdict.TIMED_OUT, reason)
        return False

    def _settled_s(self, step: Send) -> float:
        """The guest time at which the console may be typed on."""
        if not self._consoles.is_uart(self._consoles.key(step.uart)):
            return self._begun_s
        return min(self._quiet_s + SETTLE_S, self._begun_s + MOST_SETTLE_S)

    def _unread_of(self, step: Step) -> Unread:
        return self._unread[self._consoles.key(step.uart)]

    def _fail_wait(self, step: Wait) -> None:
        # A prompt of a system that died in the middle of a line has no end.
        for splitter in self._splitters.values():
            self._look_for_forbidden(splitter.begun)
        if self.certain:
            return
        reason = f"{step.what} did not come{_on(step)} within {step.timeout_s:g} s of guest time"
        if self._answered:
            last = next((line for line in reversed(self._recent) if line.strip()), "")
            self._fail(Verdict.FAILED, f"{reason}; the last line was {last!r}")
        else:
            self._fail(Verdict.TIMED_OUT, f"{reason}, and nothing else did")

    def _note(self, console: str, text: str) -> None:
        name = f"{console}: " if console else ""
        self._recent.append(f"{name}{text[:_LONGEST]}")
        if text.strip() and not (self._typed and text.rstrip().endswith(self._typed)):
            self._answered = True

    def _look_for_forbidden(self, text: str, console: str = _JUDGED) -> None:
        own = self._cases[self._case].forbid if self._case < len(self._cases) else ()
        for each, pattern in (*self._forbidden, *((each, each.what.pattern) for each in own)):
            if pattern.search(text):
                self._fail(each.verdict, f"{each.what} must not come: {text.strip()[:_LONGEST]!r}")
                return
        if KNOWN.search(text) and not self._is_waited_for(text, console):
            self._fail(Verdict.CRASHED, text.strip()[:_LONGEST])

    def _is_waited_for(self, text: str, console: str) -> bool:
        """Whether the step that runs waits for this very line: a crash that is wanted."""
        step = self._current if self._step >= 0 and not self.certain else None
        if not isinstance(step, Wait) or self._consoles.key(step.uart) != console:
            return False
        return step.what.pattern.search(text) is not None

    # ------------------------------------------------------------------ ends

    def _fail(self, verdict: Verdict, reason: str) -> None:
        """The case that runs ends the dialogue."""
        step = self._current if self._step >= 0 else None
        name = self._cases[self._case].name
        for key, splitter in self._splitters.items():
            if splitter.begun.strip():
                self._recent.append(f"{key}: {splitter.begun}" if key else splitter.begun)
        self._outcome = _Outcome(verdict=verdict, reason=f"{reason}, in case {name}")
        self._end_case(verdict, reason, step)

    def _end_case(self, verdict: Verdict, reason: str = "", step: Step | None = None) -> None:
        case = self._cases[self._case]
        file = str(self._script.file) if self._script.file else None
        failure = CaseFailure(message=reason, file=file, line=step.line if step else case.line)
        self._results.append(
            CaseResult(
                name=case.name,
                verdict=verdict,
                failures=(failure,) if verdict is Verdict.FAILED else (),
                reason=reason,
                duration_s=max(0.0, self._at_s - self._case_at_s),
                file=file,
                line=failure.line if reason else case.line,
            )
        )

    def _end_early(self, ending: Ending) -> None:
        """The guest has ended, or was ended, before the script did."""
        step = self._current if self._step >= 0 else None
        if isinstance(step, Exit) and step.code is None and ending.kind is EndingKind.RESET:
            self._begin(self._step + 1, 0.0)
        elif isinstance(step, Exit) and step.code is not None and ending.kind is EndingKind.EXIT:
            if ending.exit_code == step.code:
                self._begin(self._step + 1, 0.0)
            else:
                reason = f"exited with code {ending.exit_code}; code {step.code} was expected"
                self._fail(Verdict.FAILED, reason)
        if self._outcome is not None:
            return
        said = self._judge.conclude(ending)
        verdict = Verdict.INCOMPLETE if said.verdict is Verdict.PASSED else said.verdict
        match ending.kind:
            case EndingKind.EXIT if said.fault is None:
                reason = f"the guest exited with code {ending.exit_code}"
            case EndingKind.RESET if said.fault is None:
                reason = "the guest asked for a system reset"
            case EndingKind.BUDGET:
                reason = ending.message
            case EndingKind.INTERRUPTED:
                reason = "interrupted"
            case _:
                reason = said.reason
        waited = f" while {step.what}{_on(step)} was waited for" if isinstance(step, Wait) else ""
        self._conclusion = said
        self._fail(verdict, f"{reason}{waited}")

    def _not_run(self) -> Iterable[CaseResult]:
        file = str(self._script.file) if self._script.file else None
        for case in self._cases[len(self._results) :]:
            yield CaseResult(
                name=case.name,
                verdict=Verdict.NOT_RUN,
                reason="the dialogue ended before it",
                file=file,
                line=case.line,
            )


def _on(step: Step) -> str:
    return f" on {step.uart}" if step.uart else ""
