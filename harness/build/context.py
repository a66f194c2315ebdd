"""What every build gets handed: where to build, with how many jobs, and who may start tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from harness.elf import InspectCache
from harness.model import TestBinary


class Completed(Protocol):
    """A tool that ran to its end; ``output`` is stdout and stderr as they came."""

    @property
    def returncode(self) -> int: ...

    @property
    def output(self) -> bytes: ...


class ToolRunner(Protocol):
    """The part of the supervisor that a build needs (:class:`harness.execution.supervisor.Supervisor`)."""

    async def run(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_output: Callable[[bytes], None] | None = None,
    ) -> Completed:
        """Run a tool to its end."""


def unwatched(done: int, total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True, kw_only=True)
class BuildContext:
    """Shared by all builds of a run. ``jobs`` is how many compilers one build may start.

    ``wants`` says whether a binary may be among those that were asked for, so that a large suite need not
    build the others; ``alone`` that its target is the run's only one, so that a file for another core is a
    mistake; ``tell`` takes a line that the user should read meanwhile; ``progress`` is told after
    each step how many are over, and of how many.
    """

    cache_folder: Path
    jobs: int
    supervisor: ToolRunner
    wants: Callable[[TestBinary], bool] = lambda _: True
    alone: bool = True
    tell: Callable[[str], None] = lambda _: None
    progress: Callable[[int, int], None] = unwatched

    @cached_property
    def elves(self) -> InspectCache:
        """What ELF files said of themselves, in this run or an earlier one."""
        return InspectCache(self.cache_folder)

    def watched(self, progress: Callable[[int, int], None]) -> BuildContext:
        """The same for one of the builds, whose ``progress`` is to be seen."""
        one = replace(self, progress=progress)
        one.__dict__["elves"] = self.elves  # one file for all
        return one
