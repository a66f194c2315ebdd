"""Writing report files: all or nothing, and one clear line when it cannot be done."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from harness.errors import ReportError


def cannot_write(path: Path, error: OSError) -> ReportError:
    """The one-line error for ``path``, with a remedy that fits ``error``."""
    reason = error.strerror or str(error)
    if isinstance(error, FileExistsError | NotADirectoryError):
        reason = "a file is where a folder should be"
    space = "free some space there or " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return ReportError(
        f"cannot write the report {path}: {reason}",
        remedy=f"{space}choose another place, for all reports with --report-dir",
    )


def write_atomically(path: Path, chunks: Iterable[str]) -> None:
    """Write ``chunks`` as UTF-8 to ``path`` so that a reader sees the old file or the whole new one.

    Missing folders are created. Devices and pipes (``/dev/stdout``) are written in place.

    Raises:
        ReportError: the disk is full, or the place cannot be written; an old file is left as it was.
    """
    try:
        if path.is_relative_to("/dev") or path.is_fifo():
            _write(path, chunks)
            return
        path = path.resolve()  # a symlink stays one: the file that it leads to is replaced
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name[:200]}.{os.getpid()}.tmp")
        try:
            _write(scratch, chunks)
            scratch.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise cannot_write(path, error) from error


def _write(path: Path, chunks: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for chunk in chunks:
            file.write(chunk)
