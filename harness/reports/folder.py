"""Where a run writes: ``reports/<run id>/``, its logs, and the ``latest`` link."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from harness.errors import ReportError, UsageError
from harness.model import NATIVE
from harness.reports.files import cannot_write

LATEST = "latest"
JUNIT = "junit.xml"
HTML = "report.html"
RESULTS = "results.json"
PARTIAL = "results.partial.jsonl"

_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]+")
_LONGEST_NAME = 80  # leaves room for variant, attempt and suffix within the 255 bytes of file systems
_PROBE_BYTES = 4096


class ReportFolder:
    """The folder of one new run, created and proved writable at once.

    Args:
        root: the report folder (``reports``); created where it is missing.

    Raises:
        ReportError: the folder cannot be created or written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._logs: dict[tuple[str, str, str, int], Path] = {}
        latest = self.root / LATEST
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if latest.is_dir() and not latest.is_symlink():
                raise ReportError(
                    f"cannot link the last run as {latest}: a folder of that name is in the way",
                    remedy="move it away or choose another folder with --report-dir",
                )
            self.run_id, self.path = _new_folder(self.root)
            _probe(self.path)
        except OSError as error:
            raise cannot_write(self.root, error) from error

    @property
    def junit(self) -> Path:
        return self.path / JUNIT

    @property
    def html(self) -> Path:
        return self.path / HTML

    @property
    def results(self) -> Path:
        return self.path / RESULTS

    @property
    def partial(self) -> Path:
        return self.path / PARTIAL

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def log(self, target: str, binary: str, *, variant: str = NATIVE, attempt: int = 1) -> Path:
        """The log file of one boot, ``logs/<target>/<binary>.log``; its folder exists on return.

        The memory variant (when not the part's own) and the attempt (from the second on) are part of the
        name. Names are made safe for file systems and stay unique; the same boot gets the same path.

        Raises:
            ReportError: the folder cannot be created.
        """
        key = (target, variant, binary, attempt)
        if key not in self._logs:
            self._logs[key] = self._name_log(*key)
        path = self._logs[key]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path.parent, error) from error
        return path

    def _name_log(self, target: str, variant: str, binary: str, attempt: int) -> Path:
        parts = [_safe(binary)]
        if variant != NATIVE:
            parts.append(_safe(variant))
        if attempt > 1:
            parts.append(f"attempt{attempt}")
        folder, stem = self.logs / _safe(target), ".".join(parts)
        # compared without case: on some file systems A.log and a.log are one file
        taken = {str(path).casefold() for path in self._logs.values()}
        path, number = folder / f"{stem}.log", 1
        while str(path).casefold() in taken:
            number += 1
            path = folder / f"{stem}~{number}.log"
        return path

    def discard(self) -> None:
        """Take the folder away again: the run stopped before it had anything to run."""
        shutil.rmtree(self.path, ignore_errors=True)

    def link_latest(self) -> None:
        """Let ``latest`` lead to this run: a symlink, or a file with the name where those do not work.

        Raises:
            ReportError: neither can be written.
        """
        latest = self.root / LATEST
        scratch = self.root / f".{LATEST}.{self.run_id}"
        try:
            try:
                scratch.symlink_to(self.run_id, target_is_directory=True)
            except (OSError, NotImplementedError):  # FAT, some network shares
                scratch.write_text(self.run_id + "\n", encoding="utf-8")
            scratch.replace(latest)
        except OSError as error:
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)
            raise cannot_write(latest, error) from error


def latest_run(root: Path) -> Path:
    """The folder of the last run under ``root``, through the symlink or the file ``latest``.

    Raises:
        UsageError: there has been no run yet, or its folder is gone.
    """
    latest = root / LATEST
    if latest.is_file():
        folder = root / latest.read_text(encoding="utf-8", errors="replace").strip()
    else:
        folder = latest.resolve()
    if not latest.is_symlink() and not latest.exists():
        raise UsageError(f"no earlier run in {root}", remedy="start one with `harness test`")
    if not folder.is_dir():
        raise UsageError(
            f"the last run's folder {folder} is gone", remedy="start a new run with `harness test`"
        )
    return folder


def _new_folder(root: Path) -> tuple[str, Path]:
    while True:
        run_id = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        with contextlib.suppress(FileExistsError):  # another run drew the same name in the same second
            (root / run_id).mkdir()
            return run_id, root / run_id


def _probe(folder: Path) -> None:
    # a full disk often still takes an empty folder, and then not one line of log
    probe = folder / ".probe"
    try:
        probe.write_bytes(bytes(_PROBE_BYTES))
    except OSError:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
            folder.rmdir()
        raise
    probe.unlink()


def _safe(name: str) -> str:
    safe = _UNSAFE.sub("_", name).lstrip(".-") or "_"
    if len(safe) <= _LONGEST_NAME:
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe[:_LONGEST_NAME]}-{digest}"
