"""Which results of the last run ``harness rerun`` repeats."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from harness.errors import NothingToRunError, UsageError
from harness.model import BinaryResult, RunResult
from harness.suggest import did_you_mean


def choose(last: RunResult, *, names: Sequence[str], failed: bool) -> tuple[str, ...]:
    """Keys (``BinaryResult.key``) of what to run again, in the order of the last run.

    ``names`` are binaries, ``target/binary`` or globs of either; ``failed`` keeps what was not green. With
    neither, what was not green is repeated, or everything where all was green.

    Raises:
        UsageError: a name matches nothing of the last run.
        NothingToRunError: nothing is left to repeat.
    """
    if not last.binaries:
        raise NothingToRunError("the last run has no tests to repeat", remedy="run 'harness test' again")
    for name in names:
        if not any(_means(name, result) for result in last.binaries):
            known = {result.name for result in last.binaries} | {_place(result) for result in last.binaries}
            close = did_you_mean(name, known)
            hint = close if close.startswith("did") else "see 'harness rerun' without a name"
            raise UsageError(f"{name!r} was not in the last run", remedy=hint)
    chosen = [each for each in last.binaries if not names or any(_means(name, each) for name in names)]
    bad = [each for each in chosen if not each.accepted]
    if failed or (bad and not names):
        chosen = bad
    if not chosen:
        raise NothingToRunError("everything chosen was green in the last run", remedy="leave --failed out")
    return tuple(each.key for each in chosen)


def _place(result: BinaryResult) -> str:
    return f"{result.target}/{result.name}"


def _means(pattern: str, result: BinaryResult) -> bool:
    return any(fnmatchcase(name, pattern) for name in (result.name, _place(result), result.key))
