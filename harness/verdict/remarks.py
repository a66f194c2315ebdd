"""Sentences beside the verdict: worth telling, not decisive."""

from __future__ import annotations

from harness.model import Verdict
from harness.verdict.progress import Progress

_NOT_RUN = {
    Verdict.CRASHED: "the binary crashed before it",
    Verdict.LOCKED_UP: "the core locked up before it",
    Verdict.TIMED_OUT: "the guest budget was spent before it",
    Verdict.SIMULATOR_ERROR: "the simulator failed before it",
}


def not_run_reason(verdict: Verdict, *, interrupted: bool) -> str:
    """Why a declared case of a binary with ``verdict`` was never seen."""
    if interrupted:
        return "the run was interrupted before it"
    return _NOT_RUN.get(verdict, "the binary never ran it")


def remarks(progress: Progress, verdict: Verdict) -> tuple[str, ...]:
    """What the user may want to know of a judgement."""
    cases = progress.cases
    said = []
    if verdict is Verdict.PASSED and progress.dialect is None:
        said.append("the sentinel is the only evidence: the binary printed no case")
        declared = len(cases.declared.expected(None))
        if declared:
            said.append(f"{declared} declared cases printed nothing and were not judged")
    elif verdict is Verdict.PASSED and not cases.declared.known:
        said.append("the binary does not tell which cases it has (no symbols), so none could be missed")
    if progress.early_ends and verdict is Verdict.PASSED:
        times = "once" if progress.early_ends == 1 else f"{progress.early_ends} times"
        said.append(f"the sentinel also came {times} {progress.early_end}: that was not taken as the end")
    if cases.left_out:
        said.append(f"{cases.left_out} further cases are counted and not listed")
    return tuple(said)
