"""What the library tells people: failure messages, and lines in Robot's log."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable
from pathlib import Path

from harness.model import BinaryResult, CaseResult
from harness.reports.junit_cases import case_message, fault_lines
from harness.reports.text import clean

# Robot cuts messages of more than 40 lines in the middle.
_MOST_CASES = 8
_MOST_LINES_OF_A_CASE = 3
_MOST_EVIDENCE = 12
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]+")


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
    if result.rerun:
        lines.append(f"again: {result.rerun}")
    return clean("\n".join(lines))


def said(result: BinaryResult) -> str:
    """``bluepill add_test: failed: 1 of 2 cases failed: AddTest.Int8``."""
    return f"{result.target} {result.name}: {result.verdict}: {result.reason}"


def summary(result: BinaryResult) -> str:
    """One paragraph for Robot's log: verdict, metrics, remarks, the decisive lines."""
    lines = [said(result)]
    lines += [f"{each.name} {each.value:,.10g} {each.unit} ({each.source})" for each in result.metrics]
    lines += [f"note: {each}" for each in result.remarks]
    lines += [f"| {each}" for each in result.evidence[-_MOST_EVIDENCE:]]
    return clean("\n".join(lines))


def link(path: Path, log_html: Path) -> str:
    """HTML that leads from Robot's log to ``path``, relative, so that the folder can be moved as a whole."""
    relative = Path(os.path.relpath(path, log_html.parent)).as_posix()
    return f'Console: <a href="{html.escape(relative)}">{html.escape(relative)}</a>'


def safe_name(name: str) -> str:
    """``name`` as the name of a file."""
    return _UNSAFE.sub("_", name).lstrip(".")[-80:] or "_"


def new_log(folder: Path, target: str, binary: str, taken: set[Path]) -> Path:
    """A file below ``folder`` that no boot has had: ``bluepill/shell.log``, ``bluepill/shell~2.log``."""
    stem = safe_name(binary)
    path, number = folder / safe_name(target) / f"{stem}.log", 1
    while path in taken:
        number += 1
        path = path.with_name(f"{stem}~{number}.log")
    taken.add(path)
    return path
