"""Files that change below some folders, told as soon as nothing has changed for a moment."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from harness.errors import EnvironmentMissingError
from harness.suites.protocol import SourcePlace
from harness.watch.places import Places

QUIET_MS = 50  # an editor writes, renames and deletes within it; so does a linker between two writes
LONGEST_MS = 1000  # told even where something changes all the time
LOOK_AGAIN_MS = 1000  # for folders that are not there
# Folders of tools, and what editors leave for a moment: swap files, backups, locks, vim's probe.
_NEVER_FOLDERS = frozenset(["__pycache__", "node_modules"])
_NEVER_NAMES = re.compile(r".*~|.*\.sw[a-z]|#.*#|4913|.*\.tmp(\.\w+)?|.*\.(bak|orig|rej)")


class Changes:
    """What changed in ``places`` since it was last asked for. Use as an async context manager.

    Everything that changes after the context was entered is told, also what happens between two calls
    of :meth:`next`. A folder that is taken away and made again stays watched.

    Raises:
        EnvironmentMissingError: the system has no more watches to give.
    """

    def __init__(self, places: Places) -> None:
        self._places = (*places.sources, *places.basis)
        self._ours = places.ours
        self._changed: set[Path] = set()
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        for recursive in (True, False):
            folders = [each.path for each in self._places if bool(each.files) is not recursive]
            if folders:
                ready = asyncio.Event()
                task = asyncio.create_task(self._watch(sorted(set(folders)), ready, recursive=recursive))
                self._tasks.append(task)
                await _first(task, ready)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def next(self) -> frozenset[Path]:
        """Wait for changes; their paths, those that are gone included."""
        await _first(*self._tasks, self._news)
        self._news.clear()
        changed, self._changed = frozenset(self._changed), set()
        return changed

    async def _watch(self, folders: list[Path], ready: asyncio.Event, *, recursive: bool) -> None:
        """Collect changes for ever; the watch is set up anew where a folder comes or goes."""
        missed: set[Path] = set()  # folders that nobody has watched for a while
        while True:
            there = [folder for folder in folders if folder.is_dir()]
            missed |= set(folders) - set(there)
            if not there:
                ready.set()
                await asyncio.sleep(LOOK_AGAIN_MS / 1000)
            async for batch in _batches(there, recursive=recursive):
                ready.set()
                self._take_folders(missed & set(there))
                missed -= set(there)
                self._take(batch)
                gone = batch & set(there)  # a folder that is made again is another one to the system
                if gone or any(folder.is_dir() for folder in missed):
                    missed |= gone
                    break

    def _take(self, paths: Iterable[Path]) -> None:
        self._changed.update(path for path in paths if self._matters(path))
        if self._changed:
            self._news.set()

    def _take_folders(self, folders: Iterable[Path]) -> None:
        """Files of folders that have come: nobody saw them being written."""
        for folder in folders:
            self._take(each for each in folder.rglob("*") if each.is_file())

    def _matters(self, path: Path) -> bool:
        if any(path.is_relative_to(folder) for folder in self._ours):
            return False
        return any(place.holds(path) and _is_of_a_person(path, place) for place in self._places)


def _is_of_a_person(path: Path, place: SourcePlace) -> bool:
    """Not a tool's or an editor's own file; the folders above ``place`` may be called anything."""
    if place.files:
        return True
    *folders, name = path.relative_to(place.path).parts or (path.name,)
    hidden = any(each.startswith(".") or each in _NEVER_FOLDERS for each in (*folders, name))
    return not hidden and not _NEVER_NAMES.fullmatch(name)


async def _batches(folders: list[Path], *, recursive: bool) -> AsyncIterator[set[Path]]:
    """Changed paths as they come. Empty sets: once the watches are set up, and now and then."""
    if not folders:
        return
    from watchfiles import awatch

    changes = awatch(
        *folders,
        watch_filter=None,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        rust_timeout=LOOK_AGAIN_MS,
        yield_on_timeout=True,
        recursive=recursive,
        ignore_permission_denied=True,
    )
    async with contextlib.aclosing(changes):
        following = asyncio.ensure_future(anext(changes))
        try:
            await asyncio.sleep(0)  # in its first step it sets up the watches
            yield set()
            while True:
                yield {Path(path) for _, path in await following}
                following = asyncio.ensure_future(anext(changes))
        except (OSError, RuntimeError) as error:  # the latter from its part in Rust
            raise EnvironmentMissingError(
                f"cannot watch {', '.join(map(str, folders))}: {error}",
                remedy="raise fs.inotify.max_user_watches with sysctl, or watch fewer folders",
            ) from error
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration, OSError, RuntimeError):
                await following


async def _first(*waited: asyncio.Task[None] | asyncio.Event) -> None:
    """Wait for an event; a task that ends before has failed, and its error is raised."""
    tasks = [each for each in waited if isinstance(each, asyncio.Task)]
    events = [asyncio.ensure_future(each.wait()) for each in waited if isinstance(each, asyncio.Event)]
    try:
        await asyncio.wait((*tasks, *events), return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for event in events:
            event.cancel()
