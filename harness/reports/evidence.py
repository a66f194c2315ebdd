"""What of a result is worth telling, so that each report says everything once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.model import BinaryResult, CaseFailure, CaseResult, Verdict
from harness.reports.junit_cases import format_place, repeats_its_failure

# what both dialects put around a failure's message and place
_FRAME = re.compile(r"^FAIL: | failed at \S+:\d+|: Failure$|^(Expression|Evaluated|Failed): +")
# the verdicts of a case that are worth a line; not_run ones only repeat what the binary's reason says
_TOLD = {verdict for verdict in Verdict if not verdict.green} - {Verdict.NOT_RUN}

# What ran and went wrong first; a part that is too small, or a run that was stopped, says it of many at once.
_LAST = (Verdict.DOES_NOT_FIT, Verdict.NOT_RUN, Verdict.SKIPPED, Verdict.PASSED)
_URGENCY = (*(each for each in Verdict if each not in _LAST), *_LAST)


def by_urgency(results: Iterable[BinaryResult]) -> list[BinaryResult]:
    """What somebody has to look at first; equally urgent ones stay in their order."""
    return sorted(results, key=lambda result: _URGENCY.index(result.verdict))


def told_cases(result: BinaryResult) -> list[CaseResult]:
    """The cases that add something to the binary's reason."""
    return [case for case in result.cases if case.failures or _is_worth_a_line(case, result.reason)]


def case_place(case: CaseResult, failures: tuple[CaseFailure, ...]) -> str:
    """``file:line`` of the first of ``failures`` that has one, else of the case itself."""
    first = next((each for each in failures if each.file), None)
    return format_place(first.file, first.line) if first else format_place(case.file, case.line)


def says_more(case: CaseResult, told_reason: str) -> bool:
    """Whether the case's reason says more than its first failure, and than the binary's reason."""
    return not (told_reason.startswith(case.reason) or repeats_its_failure(case))


def untold_lines(result: BinaryResult, most: int) -> tuple[list[str], int]:
    """The console lines that the cases' failures have not told already, and how many were left out.

    Of a compiler the first ``most`` count, of a console the last ones before the end.
    """
    told = "\n".join(
        f"{format_place(failure.file, failure.line)}\n{failure.message}"
        for case in result.cases
        for failure in case.failures
    )
    rows = [row for row in result.evidence if row.strip() and not _is_told(row.strip(), told)]
    if result.fault:  # the firmware's own fault block is shown already, in words
        rows = [row for row in rows if not row.startswith("[harness] ")]
    shown = rows[:most] if first_counts(result) else rows[-most:]
    return shown, len(rows) - len(shown)


def first_counts(result: BinaryResult) -> bool:
    """Whether the first lines of the evidence matter most: those of a compiler."""
    return result.verdict is Verdict.BUILD_ERROR


def _is_worth_a_line(case: CaseResult, told_reason: str) -> bool:
    """Whether a case without a failure of its own adds to the binary's reason, which stands above it."""
    said = case.name in told_reason and not case.file and not says_more(case, told_reason)
    return case.verdict in _TOLD and not said


def _is_told(row: str, told: str) -> bool:
    """Whether a line of the console is in ``told``: ``FILE:LINE: Failure``, ``X failed at FILE:LINE``."""
    return row in told or _FRAME.sub("", row) in told
