"""The console log of one boot: on disk from the first byte, unbuffered, nothing kept in memory."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from harness.errors import ReportError


class LogFile:
    """Writes console bytes as they come. A full disk ends the writing, never the run.

    Raises:
        ReportError: the file cannot be created.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ReportError(
                f"log {path} cannot be written: {error.strerror}", remedy="choose another --report-dir"
            ) from error

    def write(self, data: bytes) -> None:
        """Append ``data``; after the first failure the rest is dropped and :attr:`problem` says why."""
        if self.problem:
            return
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as error:
            self.problem = f"log {self.path} is incomplete: {error.strerror}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)
