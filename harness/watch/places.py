"""Where a run's sources lie: what its suites are made of, boards, and the configuration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.config import FILE_NAME, PROJECT_FILE_NAME, find_file
from harness.errors import HarnessError
from harness.model import Value
from harness.planning import suites_and_patterns
from harness.settings import Settings
from harness.suites.protocol import SourcePlace
from harness.targets import load_targets, select_targets


class Places(Value, frozen=True, kw_only=True):
    """``sources`` make binaries; a change of what is in ``basis`` may change the run itself.

    Nothing in ``ours`` is looked at: it is written by runs.
    """

    sources: tuple[SourcePlace, ...]
    basis: tuple[SourcePlace, ...]
    ours: tuple[Path, ...]

    def is_basis(self, paths: Iterable[Path]) -> bool:
        """Whether one of ``paths`` belongs to the configuration or to a board."""
        return any(place.holds(path) for path in paths for place in self.basis)


def places_of(settings: Settings) -> Places:
    """What a run with ``settings`` depends on.

    Raises:
        UsageError: as for a run.
    """
    suites, _ = suites_and_patterns(settings)
    return Places(
        sources=tuple(place for suite in suites for place in suite.sources()),
        basis=(_configuration(settings.working_folder), *_boards(settings)),
        ours=tuple(
            path
            for folder in (settings.cache_folder, settings.report_folder)
            for path in (folder, folder.resolve())
        ),
    )


def _configuration(folder: Path) -> SourcePlace:
    """The file that is in force, and those of ``folder`` that would take its place."""
    found = find_file(folder)
    names = {folder / FILE_NAME, folder / PROJECT_FILE_NAME, *([found] if found else [])}
    return SourcePlace(path=found.parent if found else folder, files=frozenset(names))


def _boards(settings: Settings) -> tuple[SourcePlace, ...]:
    """The folders of the targets, and those where more may appear."""
    try:
        known = load_targets(settings.platform_folders)
        chosen = [target.folder for target in select_targets(known, settings.targets)]
    except HarnessError:  # a board is being edited: all of them may be what mends it
        chosen = []
    return tuple(SourcePlace(path=path) for path in dict.fromkeys((*chosen, *settings.platform_folders)))
