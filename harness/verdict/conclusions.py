"""From progress to verdict: at the sentinel, and at an ending without one. Pure functions, one rule each."""

from __future__ import annotations

from harness.model import Dialect, Ending, EndingKind, Verdict
from harness.verdict.progress import Finding, Phase, Progress

FAULT_EXIT_CODE = 125  # our firmware's fault handler ends with it, after its report


def early_end(progress: Progress) -> str:
    """Why a sentinel that comes now is not the end; empty where it is."""
    expected = progress.cases.declared.expected(None)
    match progress.phase:
        case Phase.IN_CASE if progress.cases.running and progress.dialect is Dialect.V2:
            return f"in the middle of case {progress.cases.running.name}"
        case Phase.IN_CASE | Phase.BETWEEN:
            return "before the count lines"
        case Phase.SILENT if expected and not progress.custom_sentinel and not progress.fault.begun:
            return f"before any of the {len(expected)} cases that the binary declares"
    return ""


def at_sentinel(progress: Progress) -> Finding:
    """The verdict at a sentinel that is the end: green needs all of the evidence."""
    cases, counts = progress.cases, progress.counts
    if progress.fault.begun:
        return _fault(progress, broken_off=True)
    if progress.shows_failures:
        return Finding(verdict=Verdict.FAILED, reason=f"{failures(progress)}; the sentinel came all the same")
    if progress.phase is Phase.SILENT:
        return Finding(verdict=Verdict.PASSED, reason="the sentinel came")
    if progress.is_vacuous:
        return Finding(verdict=Verdict.INCOMPLETE, reason=_vacuous(progress))
    if disagreement := _disagreement(progress):
        return Finding(verdict=Verdict.INCOMPLETE, reason=disagreement)
    if unseen := cases.declared.unseen(progress.dialect):
        names = ", ".join(case.name for case in unseen[:5]) + (", …" if len(unseen) > 5 else "")
        of = len(cases.declared.expected(progress.dialect))
        reason = f"{len(unseen)} of the {of} cases that the binary declares never ran: {names}"
        return Finding(verdict=Verdict.INCOMPLETE, reason=reason)
    return Finding(verdict=Verdict.PASSED, reason=f"{counts.ran} {_cases(counts.ran)} passed")


def failures(progress: Progress) -> str:
    """Which cases failed, in one line."""
    cases, counts = progress.cases, progress.counts
    if cases.failed:
        names = ", ".join(cases.failed_names) + (", …" if cases.failed > len(cases.failed_names) else "")
        return f"{cases.failed} of {cases.seen} {_cases(cases.seen)} failed: {names}"
    if cases.loose.count:
        return f"a failure outside of any case: {cases.loose.summary()}"
    if cases.running and cases.running.failures.count:
        return f"case {cases.running.name} failed: {cases.running.failures.summary()}"
    if counts.tells_failures:
        total = counts.ran if counts.ran is not None else cases.seen
        failed = counts.failed or total - (counts.passed or 0)
        return f"the binary counts {failed} failed of {total} {_cases(total)}"
    return "the binary says that some tests failed"


def restarted(progress: Progress, evidence: str) -> Finding:
    """The firmware began anew without having ended."""
    return Finding(verdict=Verdict.CRASHED, reason=f"restarted {progress.place()}: {evidence}")


def crashed(progress: Progress) -> Finding:
    """The firmware's fault report is complete."""
    return _fault(progress, broken_off=False)


def at_end(progress: Progress, ending: Ending, *, expect_exit_code: int, last_line: str) -> Finding:
    """The verdict where the session ended before anything was certain."""
    place = progress.place()
    told = f": {ending.message}" if ending.message else ""
    if progress.fault.begun:
        # What the firmware says of its own fault tells more than the lock-up or reset that followed.
        return _fault(progress, broken_off=True)
    match ending.kind:
        case EndingKind.EXIT:
            return _at_exit(progress, ending.exit_code, expect_exit_code)
        case EndingKind.BUDGET:
            return _at_budget(progress, ending.message, last_line)
        case EndingKind.LOCK_UP:
            return Finding(verdict=Verdict.LOCKED_UP, reason=f"the core locked up {place}{told}")
        case EndingKind.RESET:
            return Finding(verdict=Verdict.CRASHED, reason=f"asked for a system reset {place}")
        case EndingKind.SIGNAL if ending.fault is not None:  # the simulator says what went wrong
            return Finding(verdict=Verdict.CRASHED, reason=f"{ending.message} {place}")
        case EndingKind.SIGNAL:
            return Finding(verdict=Verdict.CRASHED, reason=f"died of a signal {place}{told}")
        case EndingKind.WATCHDOG:
            reason = f"the simulator made no progress {place} and the host watchdog stopped it{told}"
            remedy = "run fewer at a time (-j) or with another simulator"
            return Finding(verdict=Verdict.SIMULATOR_ERROR, reason=f"{reason}; {remedy}")
        case EndingKind.SIMULATOR:
            reason = ending.message or f"the simulator failed {place}; check it with harness doctor"
            return Finding(verdict=Verdict.SIMULATOR_ERROR, reason=reason)
        case EndingKind.INTERRUPTED if not progress.any_output:
            return Finding(verdict=Verdict.NOT_RUN, reason="interrupted before it printed anything")
        case EndingKind.INTERRUPTED:
            return Finding(verdict=Verdict.INCOMPLETE, reason=f"interrupted {place}")
    return Finding(verdict=Verdict.INCOMPLETE, reason=f"stopped {place} before its verdict was certain{told}")


def _at_exit(progress: Progress, code: int | None, expected: int) -> Finding:
    how = "exited" if code is None else f"exited with code {code}"
    without = f"{how} {_missing_sentinel(progress) or 'without the sentinel'}"
    if progress.has_failures:
        return Finding(verdict=Verdict.FAILED, reason=f"{failures(progress)}; {how}")
    where = f"{without}, {progress.place()}"
    if code not in (None, expected):
        if code == FAULT_EXIT_CODE:
            reason = f"{where}: that is the fault handler's code, and its report is missing"
            return Finding(verdict=Verdict.CRASHED, reason=reason)
        return Finding(verdict=Verdict.FAILED, reason=f"{where}; code {expected} was expected")
    if progress.is_vacuous:
        return Finding(verdict=Verdict.INCOMPLETE, reason=f"{_vacuous(progress)}; {without}")
    return Finding(verdict=Verdict.INCOMPLETE, reason=where)


def _at_budget(progress: Progress, message: str, last_line: str) -> Finding:
    last = f"; the last line was {last_line}" if last_line else ""
    spent = f"{message or 'guest budget spent'} {progress.place()}{last}"
    if progress.counts.complete and progress.has_failures:
        return Finding(verdict=Verdict.FAILED, reason=f"{failures(progress)}; {spent}")
    if progress.is_vacuous:
        return Finding(verdict=Verdict.INCOMPLETE, reason=f"{_vacuous(progress)}; {spent}")
    # Where cases went on behind that sentinel, the run hangs in one of them.
    missing = _missing_sentinel(progress) if progress.cases.seen == progress.seen_at_end else ""
    if missing:
        return Finding(verdict=Verdict.INCOMPLETE, reason=f"ended {missing}; {spent}")
    if progress.restarts.suspected and progress.phase is not Phase.COUNTED:
        watch = progress.restarts
        return restarted(progress, f"case {watch.first} began {watch.starts} times and the counts never came")
    return Finding(verdict=Verdict.TIMED_OUT, reason=spent)


def _missing_sentinel(progress: Progress) -> str:
    """What is wrong with the sentinel that came; empty where none came."""
    if progress.early_end:
        return f"with the sentinel only {progress.early_end}"
    if progress.glued_end:
        return f"without the sentinel on a line of its own (it is in {progress.glued_end!r})"
    return ""


def _fault(progress: Progress, *, broken_off: bool) -> Finding:
    fault = progress.fault.fault()
    message = fault.message if fault else "fault"
    end = " (the report breaks off)" if broken_off else ""
    return Finding(verdict=Verdict.CRASHED, reason=f"{message}, {progress.place()}{end}")


def _vacuous(progress: Progress) -> str:
    expected = len(progress.cases.declared.expected(progress.dialect))
    if not expected:
        return "reported 0 cases"
    question = "does its start-up code call static constructors?"
    return f"reported 0 cases of {expected} that the binary declares; {question}"


def _disagreement(progress: Progress) -> str:
    """How the binary's counts and the cases seen differ; empty where they agree."""
    cases, counts = progress.cases, progress.counts
    if (counts.passed, counts.ran) == (cases.passed, cases.seen) and counts.passed == counts.ran:
        return ""
    says = f"the binary says that {counts.passed} of {counts.ran} passed"
    return (
        f"counts disagree: {says} and prints the sentinel, the console shows {cases.passed} of {cases.seen}"
    )


def _cases(count: int | None) -> str:
    return "case" if count == 1 else "cases"
