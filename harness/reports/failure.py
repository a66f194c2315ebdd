"""A result that is not green as one message, for test frameworks that show a message for each failure."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model import BinaryResult, CaseResult
from harness.reports.junit_cases import case_message, fault_lines
from harness.reports.text import clean

# Robot Framework cuts messages of more than 40 lines in the middle.
_MOST_CASES = 8
_MOST_LINES_OF_A_CASE = 3
_MOST_EVIDENCE = 12


def failure(headline: str, result: BinaryResult, *, cases: Iterable[CaseResult] | None = None) -> str:
    """``headline``, then what the result says: cases with file and line, fault, how to run it again."""
    bad = [case for case in (result.cases if cases is None else cases) if not case.verdict.green]
    lines = [headline]
    for case in bad[:_MOST_CASES]:
        told = case_message(case).splitlines()
        more = len(told) - _MOST_LINES_OF_A_CASE
        lines += [f"  {case.name}: {each}" for each in told[:_MOST_LINES_OF_A_CASE]]
        lines += [f"  {case.name}: {more} more"] if more > 0 else []
    if len(bad) > _MOST_CASES:
        lines.append(f"  {len(bad) - _MOST_CASES} more cases")
    if result.fault is not None:
        lines += [f"  {each}" for each in fault_lines(result.fault)]
    elif not bad:
        lines += [f"  {each}" for each in result.evidence[:_MOST_EVIDENCE]]
    lines += [f"  note: {each}" for each in result.remarks]
    if result.rerun:
        lines.append(f"again: {result.rerun}")
    return clean("\n".join(lines))


def said(result: BinaryResult) -> str:
    """``bluepill add_test: failed: 1 of 2 cases failed: AddTest.Int8``."""
    return f"{result.target} {result.name}: {result.verdict}: {result.reason}"
