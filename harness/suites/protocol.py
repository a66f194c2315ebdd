"""What every suite offers: its binaries for a target, built if need be, and what could not be."""

from __future__ import annotations

from typing import Protocol

import msgspec

from harness.build.context import BuildContext
from harness.model import BinaryResult, MemoryVariant, Target, TestBinary, Value


class Prepared(Value, frozen=True, kw_only=True):
    """A suite on one target.

    ``failures`` are binaries that there is nothing to boot of: build errors, images that do not fit,
    skips. ``remarks`` are worth telling with a binary's result, by its name. ``built`` counts build steps.
    ``known`` are the names of all there are, where not everything was prepared.
    """

    binaries: tuple[TestBinary, ...] = ()
    failures: tuple[BinaryResult, ...] = ()
    remarks: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    built: int = 0
    known: tuple[str, ...] = ()


class Suite(Protocol):
    """Where binaries come from."""

    @property
    def name(self) -> str:
        """What the user calls it."""

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """The binaries for ``target``, linked for ``variant``.

        Raises:
            UsageError: a bad file or path.
            NothingToRunError: there are none.
            EnvironmentMissingError: the toolchain is missing, or the machine refuses.
        """
