"""Reading the results of an earlier run, whole or partial."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError
from harness.model import BinaryResult, CaseResult, RunResult, TestBinary, Verdict
from harness.reports.folder import PARTIAL, RESULTS
from harness.reports.json import RUN_AGAIN, check_schema, decode
from harness.reports.partial import Line, Started


def load_results(path: Path) -> RunResult:
    """Read the results of an earlier run.

    Args:
        path: a ``results.json``, or a run's folder. A folder whose run was killed has only the partial
            results; those are read instead (:func:`load_partial`).

    Raises:
        UsageError: the file is missing, cannot be read, is damaged, or has another schema version.
    """
    if path.is_dir():
        if (path / PARTIAL).exists() and not (path / RESULTS).exists():
            return load_partial(path / PARTIAL)
        path = path / RESULTS
    data = _read(path)
    check_schema(data, path)
    return decode(data, RunResult, path)


def load_partial(path: Path) -> RunResult:
    """What there is of a run that did not come to its end; planned binaries without a result as ``not_run``.

    A last line that was cut off in the middle is left out.

    Raises:
        UsageError: the file is missing, damaged, or has another schema version.
    """
    lines = _read(path).split(b"\n")[:-1]  # behind the last line end: nothing, or a cut-off line
    if not lines:
        raise UsageError(f"{path} holds no results", remedy=RUN_AGAIN)
    check_schema(lines[0], path)
    started = decode(lines[0], Started, path)
    planned: tuple[TestBinary, ...] = ()
    results: dict[str, BinaryResult] = {}
    for data in lines[1:]:
        line = decode(data, Line, path)
        planned += line.planned or ()
        if line.finished:
            results[line.finished.key] = line.finished
    for binary in planned:
        left_out = never_run(binary, reason="harness was killed before this binary ran")
        results.setdefault(left_out.key, left_out)
    return RunResult(
        harness_version=started.harness_version,
        run_id=started.run_id,
        started_at=started.started_at,
        duration_s=max(0.0, path.stat().st_mtime - started.started_at),
        arguments=started.arguments,
        working_folder=started.working_folder,
        simulators=started.simulators,
        binaries=tuple(results.values()),
        interrupted=True,
        notes=("harness did not come to the end of this run; these are its partial results",),
    )


def never_run(binary: TestBinary, *, reason: str) -> BinaryResult:
    """The result of a planned binary that was never booted, with all its declared cases."""
    cases = tuple(
        CaseResult(name=case.name, verdict=Verdict.NOT_RUN, reason=reason, file=case.file, line=case.line)
        for case in binary.declared or ()
    )
    return BinaryResult(
        name=binary.name,
        suite=binary.suite,
        target=binary.target,
        variant=binary.variant,
        simulator="",
        verdict=Verdict.NOT_RUN,
        reason=reason,
        cases=cases,
        elf=binary.elf,
        images=binary.images,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there are no results at {path}", remedy=RUN_AGAIN) from None
    except OSError as error:
        raise UsageError(
            f"cannot read the results {path}: {error.strerror}", remedy="check the path"
        ) from error
