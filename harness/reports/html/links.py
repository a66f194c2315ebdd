"""Where the run's files are, seen from the page; a run folder may have been moved since."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from harness.reports.text import shown_path

_KEPT = 3  # logs/<target>/<file>: the part of a log's path that moves with the folder


class Links:
    """Finds files.

    Args:
        folder: the run's folder, where ``logs/`` is.
        page: the file that the page is written to.
        base: paths inside this folder are shown relative to it.
    """

    def __init__(self, folder: Path, page: Path, base: Path) -> None:
        self._folder = folder.absolute()
        self._page_folder = page.absolute().parent
        self._base = base

    def found(self, log: Path) -> Path:
        """The log in the run's folder, wherever that is now; else where the run left it."""
        here = self._folder.joinpath(*log.parts[-_KEPT:])
        return here if here.exists() else log

    def href(self, log: Path | None) -> str:
        """A relative address of the log, empty where it does not lie below the page."""
        found = self.found(log) if log else None
        if found is None or not found.is_relative_to(self._page_folder):
            return ""
        return "./" + quote(str(found.relative_to(self._page_folder)), errors="surrogateescape")

    def shown(self, path: Path | None) -> str:
        """The path for people."""
        return shown_path(path, self._base) if path else ""
