"""The rounds of a watch: all of it first, then after each save what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec

from harness.errors import ExitCode, HarnessError
from harness.events import RunFinished
from harness.execution.supervisor import Supervisor
from harness.lanes import Lane, lanes
from harness.model import BinaryResult, RunResult
from harness.pipeline import blocking, on_signals, reporting, run_round, workplace
from harness.reports.plain import NORMAL, QUIET
from harness.reports.style import PLAIN, Line, Printer
from harness.reports.text import count
from harness.settings import Settings
from harness.watch import text
from harness.watch.changes import Changes
from harness.watch.memory import Memory, UnchangedError
from harness.watch.places import places_of
from harness.watch.restless import Restless


def watch_tests(reload: Callable[[], Settings], printer: Printer) -> ExitCode:
    """Run what ``reload`` selects, then again what changed, until Ctrl-C (or SIGTERM, SIGHUP).

    Args:
        reload: reads command line and configuration; asked again where the configuration changed.
        printer: for what is said between the rounds; rounds report as ever.

    Raises:
        as :func:`harness.pipeline.run_tests` in the first round; later, an error is shown and the next
        save awaited.
    """
    watch = Watch(reload, printer)
    try:
        blocking(watch.run())
    except KeyboardInterrupt:
        printer.print([((f"\nthe watch ended after {count(watch.rounds, 'round')}", PLAIN),)])
    return ExitCode.INTERRUPTED


class Watch:
    """One watch; :meth:`run` ends by cancellation only."""

    def __init__(self, reload: Callable[[], Settings], printer: Printer) -> None:
        self._reload = reload
        self._printer = printer
        self._settings = reload()
        self._places = places_of(self._settings)
        self._memory = Memory()
        self._restless = Restless()
        self._begun = False  # whether a first round has shown that there is something to run
        self.rounds = 0

    async def run(self) -> None:
        """Round after round. A change of boards or configuration begins with everything read anew."""
        while True:
            settings = self._settings
            self._find_places()
            async with Changes(self._places) as changes:
                self._read_settings()
                if self._settings != settings:  # saved before anybody watched
                    continue
                try:
                    await self._rounds(changes)
                except HarnessError as error:
                    self._bear(error)
                    await self._next(changes)
            self._read_settings()

    async def _rounds(self, changes: Changes) -> None:
        """Rounds with one workplace, where simulators stay warm, until the basis changes."""
        settings = self._settings
        async with workplace(settings) as (supervisor, scratch):
            chosen = lanes(settings, supervisor, partial=True)
            while True:
                await self._round(chosen, supervisor, scratch)
                if self.rounds == 1:
                    self._say(text.watching_line(self._places, settings.working_folder, self._printer.width))
                if self._places.is_basis(await self._next(changes)):
                    return

    async def _next(self, changes: Changes) -> frozenset[Path]:
        task = asyncio.current_task()
        assert task is not None
        on_signals(task.cancel)  # a round has its own way to end
        while True:
            changed, told = self._restless.without(await changes.next())
            self._say([text.note_line(each) for each in told])
            if changed:
                self._say(text.change_lines(changed, self._settings.working_folder, self._printer.width))
                return changed

    async def _round(self, chosen: tuple[Lane, ...], supervisor: Supervisor, scratch: Path) -> None:
        settings = self._settings
        if self._begun and settings.verbosity == NORMAL:  # short from the second round on
            settings = msgspec.structs.replace(settings, verbosity=QUIET)
        self.rounds += 1
        ran: tuple[BinaryResult, ...] = ()
        try:
            with self._restless.building(), reporting(settings) as report:
                result = await run_round(
                    settings, report.folder, report.events, chosen, supervisor, scratch, self._memory.narrow
                )
                self._memory.learn(result.binaries)
                report.events.emit(RunFinished(result=result))
                ran = report.completed(result).binaries
                self._end_where_interrupted(result)
        except UnchangedError as error:
            self._say([((str(error), PLAIN),)])
        except HarnessError as error:
            self._bear(error)
            return
        self._say([text.note_line(f"{name} is gone") for name in self._memory.gone])
        if self._begun:
            self._say(text.state_lines(self._memory, ran, self._printer.width))
        self._begun = True

    def _end_where_interrupted(self, result: RunResult) -> None:
        if result.interrupted:
            raise asyncio.CancelledError

    def _bear(self, error: HarnessError) -> None:
        """Show an error that a save can mend; before the end of the first round it ends the watch."""
        if not self._begun:
            raise error
        self._say(text.error_lines(str(error), self._printer.width))

    def _find_places(self) -> None:
        """Where sources are now; as before where a mistake hides it, the round will tell."""
        try:
            self._places = places_of(self._settings)
        except HarnessError:
            if not self._begun:
                raise

    def _read_settings(self) -> None:
        try:
            self._settings = self._reload()
        except HarnessError as error:
            self._say(text.error_lines(f"{error}; the settings stay as they were", self._printer.width))

    def _say(self, lines: list[Line]) -> None:
        if lines:
            self._printer.print(lines)
