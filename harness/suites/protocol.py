"""What every suite offers: its binaries for a target, built if need be, and what could not be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from harness.build.context import BuildContext
from harness.dialogues.script import Script
from harness.model import BinaryResult, MemoryVariant, Target, TestBinary, Value


class Prepared(Value, frozen=True, kw_only=True):
    """A suite on one target.

    ``failures`` are binaries that there is nothing to boot of: build errors, images that do not fit,
    skips. ``remarks`` are worth telling with a binary's result, by its name. ``built`` counts build steps.
    ``known`` are the names of all there are, where not everything was prepared. ``scripts`` are dialogues to
    be played with a binary, by its name.
    """

    binaries: tuple[TestBinary, ...] = ()
    failures: tuple[BinaryResult, ...] = ()
    remarks: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    built: int = 0
    known: tuple[str, ...] = ()
    scripts: dict[str, Script] = {}


class SourcePlace(Value, frozen=True, kw_only=True):
    """A folder that binaries are made of: all below it, or just ``files`` in it.

    ``takes`` says which files matter where others are written by the build itself.
    """

    path: Path
    files: frozenset[Path] = frozenset()
    takes: Callable[[Path], bool] = lambda _: True

    def holds(self, path: Path) -> bool:
        """Whether ``path`` is one of the files that matter."""
        if self.files:
            return path in self.files
        return path.is_relative_to(self.path) and self.takes(path)


class Suite(Protocol):
    """Where binaries come from."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    def sources(self) -> tuple[SourcePlace, ...]:
        """What must be watched to learn that a binary may have changed."""

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """The binaries for ``target``, linked for ``variant``.

        Raises:
            UsageError: a bad file or path.
            NothingToRunError: there are none.
            EnvironmentMissingError: the toolchain is missing, or the machine refuses.
        """
