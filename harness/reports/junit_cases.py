"""What a JUnit file says of one binary: its testcases, none of them lost and none wrongly green.

The mapping of verdicts is public (``docs/reports.md``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from harness.model import Attempt, BinaryResult, CaseResult, Fault, Value, Verdict

# A `failure` is the firmware's own failed expectation; everything else that is not green is an `error`.
# A case that never ran because of a crash is an error too: as `skipped` it would look harmless.
OUTCOMES = {
    Verdict.PASSED: None,
    Verdict.FAILED: "failure",
    Verdict.CRASHED: "error",
    Verdict.LOCKED_UP: "error",
    Verdict.TIMED_OUT: "error",
    Verdict.INCOMPLETE: "error",
    Verdict.DOES_NOT_FIT: "error",
    Verdict.BUILD_ERROR: "error",
    Verdict.SIMULATOR_ERROR: "error",
    Verdict.SKIPPED: "skipped",
    Verdict.NOT_RUN: "error",
}

_SAYS_NOTHING = (Verdict.NOT_RUN, Verdict.SKIPPED)

_MOST_EVIDENCE_LINES = 100
_MORE = re.compile(r"( \(and [^()]*\))?")  # behind a first failure: how many others there are


class Outcome(Value, frozen=True, kw_only=True):
    """One child of a testcase: ``tag`` is ``failure``, ``error``, ``skipped``, ``flakyFailure``, ..."""

    tag: str
    type: str
    message: str  # one or few lines, never empty
    body: str  # message and all that is known, never empty


class JUnitCase(Value, frozen=True, kw_only=True):
    """One testcase, before it is written."""

    name: str
    verdict: Verdict
    duration_s: float = 0.0
    file: str | None = None
    line: int | None = None
    outcomes: tuple[Outcome, ...] = ()


def junit_cases(result: BinaryResult) -> tuple[JUnitCase, ...]:
    """The testcases of ``result``, in the console's order.

    A binary without cases becomes one testcase of its own name. A binary whose verdict no case carries
    (0 cases reported, counts that disagree, a fault after the last case) gets another one,
    ``<binary> (verdict)``, so that red is never lost. So does a flaky binary none of whose cases tells, or
    that fails the run for being flaky.
    """
    if result.known:
        return tuple(_accepted(case, result) for case in junit_cases(replace(result, known="")))
    cases = [_case(result, case, nth) for case, nth in _numbered(result.cases)]
    carried = any(case.verdict is result.verdict for case in result.cases)
    flaky_untold = result.flaky and (not result.accepted or not any(case.outcomes for case in cases))
    if not cases:
        cases.append(_verdict_case(result, result.name))
    elif (not result.verdict.green and not carried) or flaky_untold:
        cases.append(_verdict_case(result, f"{result.name} (verdict)"))
    return tuple(cases)


def _accepted(case: JUnitCase, result: BinaryResult) -> JUnitCase:
    """Known trouble is `skipped` with its reason, as pytest writes an expected failure."""
    red = [outcome for outcome in case.outcomes if outcome.tag in ("failure", "error")]
    if not red:
        return case
    message = f"known trouble: {result.known}"
    body = "\n".join((message, *(outcome.body for outcome in red)))
    return replace(case, outcomes=(Outcome(tag="skipped", type=red[0].type, message=message, body=body),))


def _numbered(cases: tuple[CaseResult, ...]) -> Iterator[tuple[CaseResult, int]]:
    seen: Counter[str] = Counter()
    for case in cases:
        yield case, seen[case.name]
        seen[case.name] += 1


def _case(result: BinaryResult, case: CaseResult, nth: int) -> JUnitCase:
    failure = next((each for each in case.failures if each.file), None)
    outcomes = []
    tag = OUTCOMES[case.verdict]
    if tag:
        outcomes.append(_outcome(tag, case, result))
    for attempt in result.attempts[:-1]:
        same = [each for each in attempt.judgement.cases if each.name == case.name]
        # a case that an earlier crash kept from running says nothing of itself
        if nth < len(same) and OUTCOMES[same[nth].verdict] and same[nth].verdict not in _SAYS_NOTHING:
            outcomes.append(_earlier(same[nth], green=case.verdict.green))
    return JUnitCase(
        name=case.name,
        verdict=case.verdict,
        duration_s=case.duration_s or 0.0,
        file=failure.file if failure else case.file,
        line=failure.line if failure else case.line,
        outcomes=tuple(outcomes),
    )


def _outcome(tag: str, case: CaseResult, result: BinaryResult) -> Outcome:
    message = case_message(case)
    body = [message]
    if tag != "skipped":
        if case.verdict is not Verdict.FAILED:
            body += _circumstances(result)
        body += _pointers(result)
    return Outcome(tag=tag, type=case.verdict.value, message=message, body="\n".join(body))


def _earlier(case: CaseResult, *, green: bool) -> Outcome:
    kind = "Failure" if OUTCOMES[case.verdict] == "failure" else "Error"
    message = case_message(case)
    tag = f"flaky{kind}" if green else f"rerun{kind}"
    return Outcome(tag=tag, type=case.verdict.value, message=message, body=message)


def _verdict_case(result: BinaryResult, name: str) -> JUnitCase:
    outcomes = []
    fails_as_flaky = result.flaky and not result.accepted
    tag = "failure" if fails_as_flaky else OUTCOMES[result.verdict]
    if tag:
        message = result.reason.strip() or f"verdict: {result.verdict}"
        details = [] if tag == "skipped" else [*_circumstances(result), *_pointers(result)]
        body = "\n".join([message, *details])
        kind = "flaky" if fails_as_flaky else result.verdict.value
        outcomes.append(Outcome(tag=tag, type=kind, message=message, body=body))
    for number, attempt in enumerate(result.attempts[:-1], 1):
        if not attempt.judgement.verdict.green:
            outcomes.append(_earlier_verdict(attempt, number, green=result.accepted))
    return JUnitCase(
        name=name,
        verdict=result.verdict,
        duration_s=0.0 if result.cases else result.duration_s,
        outcomes=tuple(outcomes),
    )


def _earlier_verdict(attempt: Attempt, number: int, *, green: bool) -> Outcome:
    judgement = attempt.judgement
    kind = "Failure" if OUTCOMES[judgement.verdict] == "failure" else "Error"
    message = f"attempt {number}: {judgement.reason.strip() or judgement.verdict}"
    return Outcome(
        tag=f"flaky{kind}" if green else f"rerun{kind}",
        type=judgement.verdict.value,
        message=message,
        body="\n".join([message, *judgement.evidence[:_MOST_EVIDENCE_LINES]]),
    )


def case_message(case: CaseResult) -> str:
    """Everything that the case's failures say, each with its place; never empty."""
    parts = []
    for failure in case.failures:
        place = format_place(failure.file, failure.line)
        said = failure.message.strip() or "failed without a message"
        parts.append(f"{place}: {said}" if place else said)
    if case.reason.strip() and not repeats_its_failure(case):
        parts.append(case.reason.strip())
    return "\n".join(parts) or f"the case's verdict is {case.verdict.value}, without a message"


def repeats_its_failure(case: CaseResult) -> bool:
    """Whether the case's reason is its first failure again, perhaps with the number of the others."""
    if not case.failures or not case.reason.startswith(case.failures[0].message):
        return False
    return _MORE.fullmatch(case.reason.removeprefix(case.failures[0].message)) is not None


def format_place(file: str | None, line: int | None) -> str:
    """``file:line`` as far as it is known."""
    if not file:
        return ""
    return f"{file}:{line}" if line is not None else file


def fault_lines(fault: Fault) -> list[str]:
    """A fault for people: kind and message, where it happened, registers four to a line."""
    place = format_place(fault.file, fault.line)
    where = f" in {fault.symbol}" if fault.symbol else ""
    at = f" at {place}" if place else ""
    # the message of a firmware's own report begins with the kind
    said = fault.message if fault.message.startswith(fault.kind) else f"{fault.kind}: {fault.message}"
    lines = [f"{said if fault.message else fault.kind}{where}{at}"]
    values = [f"{name}=0x{value:08x}" for name, value in fault.registers.items()]
    return lines + ["  " + " ".join(values[first : first + 4]) for first in range(0, len(values), 4)]


def _circumstances(result: BinaryResult) -> list[str]:
    lines = [f"verdict: {result.verdict.value}"]
    if result.reason.strip():
        lines.append(f"reason: {result.reason.strip()}")
    if result.fault:
        lines += fault_lines(result.fault)
    lines += [f"note: {remark}" for remark in result.remarks]
    if result.evidence:
        lines += ["console:", *(f"  {line}" for line in result.evidence[-_MOST_EVIDENCE_LINES:])]
    return lines


def _pointers(result: BinaryResult) -> list[str]:
    return [f"rerun: {result.rerun}"] if result.rerun else []
