"""Writes the reports of a merged run, with the logs of all shards beside them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from harness.consoles import uart_log
from harness.errors import UsageError
from harness.events import BinaryFinished, EventStream, RunFinished, RunStarted
from harness.model import Attempt, BinaryResult, RunResult
from harness.reports.attach import attach
from harness.reports.files import cannot_write
from harness.reports.folder import LATEST, PARTIAL, RESULTS, ReportFolder
from harness.reports.load import load_results
from harness.settings import Settings
from harness.shards.merge import Merged, merge
from harness.shards.plan import ShardPlan


def merge_files(paths: Sequence[Path], plan: ShardPlan | None, settings: Settings) -> Merged:
    """Merge the runs at ``paths`` into a new run in the report folder of ``settings``.

    Args:
        paths: ``results.json`` files, folders of runs, or folders that hold some, however deep.

    Raises:
        UsageError: a file is missing or damaged, or they do not belong together.
        ReportError: the report folder cannot be written.
    """
    files = [file for path in paths for file in find_results(path)]
    named = [(str(file), load_results(file)) for file in files]
    merged = merge(named, plan)
    folder = ReportFolder(settings.report_folder)
    sources = {result.key: Path(place) for place, run in named for result in run.binaries}
    binaries = tuple(_with_log(each, sources.get(each.key), folder) for each in merged.result.binaries)
    result = msgspec.structs.replace(merged.result, run_id=folder.run_id, binaries=binaries)
    report(result, folder, settings)
    return msgspec.structs.replace(merged, result=result)


def find_results(path: Path) -> list[Path]:
    """The results at ``path``: a file, a run's folder, or all runs below a folder.

    Raises:
        UsageError: there are none.
    """
    if not path.is_dir():
        return [path]
    if (path / RESULTS).exists() or (path / PARTIAL).exists():
        return [path / RESULTS if (path / RESULTS).exists() else path]
    found = sorted(each for each in path.rglob(RESULTS) if not _is_a_copy(each))
    if not found:
        raise UsageError(f"{path}: no {RESULTS} there or below", remedy="name the folders of the shards")
    return found


def _is_a_copy(file: Path) -> bool:
    """Whether ``file`` is that of the link ``latest``, which may have become a folder on its way here."""
    if file.parent.name != LATEST:
        return False
    others = (each for each in file.parent.parent.glob(f"*/{RESULTS}") if each.parent.name != LATEST)
    return any(each.read_bytes() == file.read_bytes() for each in others)


def report(result: RunResult, folder: ReportFolder, settings: Settings) -> None:
    """Tell the reports of ``result`` as if it had just run."""
    events = EventStream()
    reports = attach(events, folder, settings)
    try:
        events.emit(
            RunStarted(run_id=folder.run_id, report_folder=folder.path, jobs=1, simulators=result.simulators)
        )
        for binary in result.binaries:
            events.emit(BinaryFinished(result=binary))
        folder.link_latest()
        events.emit(RunFinished(result=result))
    finally:
        reports.close()


def _with_log(result: BinaryResult, source: Path | None, folder: ReportFolder) -> BinaryResult:
    """``result`` with its logs copied to ``folder``, where they came along with its results file."""
    if source is None:
        return result
    attempts = []
    for number, attempt in enumerate(result.attempts, 1):
        log = _found(attempt.log, source)
        if log is not None:
            copy = folder.log(result.target, result.name, variant=result.variant, attempt=number)
            try:
                shutil.copyfile(log, copy)
            except OSError as error:
                raise cannot_write(copy, error) from error
            attempt = msgspec.structs.replace(attempt, log=copy, uart_logs=_with_uarts(attempt, source, copy))
        attempts.append(attempt)
    log = attempts[-1].log if attempts else result.log
    return msgspec.structs.replace(result, attempts=tuple(attempts), log=log)


def _with_uarts(attempt: Attempt, source: Path, copy: Path) -> dict[str, Path]:
    """The logs of further UARTs, copied beside ``copy``."""
    copies = {}
    for uart, log in attempt.uart_logs.items():
        found = _found(log, source)
        if found is not None:
            copies[uart] = uart_log(copy, uart)
            try:
                shutil.copyfile(found, copies[uart])
            except OSError as error:
                raise cannot_write(copies[uart], error) from error
    return copies


def _found(log: Path | None, source: Path) -> Path | None:
    """Where ``log`` is now: as it was written, or in the folder of the results, which may have moved."""
    if log is None:
        return None
    parts = log.parts
    beside = [source.parent.joinpath(*parts[index:]) for index, part in enumerate(parts) if part == "logs"]
    return next((each for each in (*reversed(beside), log) if each.is_file()), None)
