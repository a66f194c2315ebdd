"""What the shell offers after TAB: names of targets, suites, simulators and binaries, and files.

A completion never fails and never builds: where a configuration or a board is broken, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.settings import Settings

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completer(
    find: Callable[[Settings], Iterable[str]], *, listed: bool = False, files: bool = False
) -> Complete:
    """A ``shell_complete`` of click's that offers the names that ``find`` knows.

    Args:
        listed: for a list with commas, of which the last name is completed.
        files: offer files as well.
    """

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        before, comma, begun = incomplete.rpartition(",") if listed else ("", "", incomplete)
        try:
            names = sorted(set(find(_settings(ctx))))
        except (HarnessError, OSError):
            names = []
        items = [CompletionItem(before + comma + name) for name in names if name.startswith(begun)]
        # The shell completes file names. Bash wants it first, zsh and fish that its value is not empty.
        return [CompletionItem(incomplete or "./", type="file"), *items] if files else items

    return complete


def _settings(ctx: click.Context) -> Settings:
    """Those of the configuration, with what is on the command line so far."""
    from harness.cli.options import settings_from

    given = ("platform_folders", "report_folder")
    options = {name: ctx.params[name] for name in given if ctx.params.get(name)}
    return settings_from(options, default_targets=("all",))


def _targets(settings: Settings) -> Iterable[str]:
    from harness.targets import ALL, load_targets

    return (ALL, *load_targets(settings.platform_folders))


def _simulators(_: Settings) -> Iterable[str]:
    from harness.simulators.registry import AUTO, all_simulators

    return (AUTO, *all_simulators())


def _suites(settings: Settings) -> Iterable[str]:
    from harness.suites import SUITES

    return (*SUITES, *settings.suite_paths, *settings.own_suites)


def _selectors(settings: Settings) -> Iterable[str]:
    return (*_suites(settings), *_built(settings), *_of_last_run(settings))


def _built(settings: Settings) -> Iterable[str]:
    """Binaries of all that was ever built; a build would take longer than anybody waits for TAB."""
    from harness.suites.firmware import BINARIES_FILE, read_binaries

    for path in settings.cache_folder.glob(f"build/*/*/{BINARIES_FILE}"):
        yield from (entry.name for entry in read_binaries(path))


def _of_last_run(settings: Settings) -> Iterable[str]:
    from harness.reports.folder import latest_run
    from harness.reports.load import load_results

    try:
        folder = latest_run(settings.report_folder)
    except HarnessError:  # there has been no run
        return ()
    return [binary.name for binary in load_results(folder).binaries]


targets = completer(_targets, listed=True)
simulators = completer(_simulators)
suites = completer(_suites, listed=True, files=True)
selectors = completer(_selectors, files=True)
results = completer(_of_last_run)
