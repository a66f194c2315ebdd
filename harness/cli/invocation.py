"""What one start of the program carries to its commands."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import dropwhile


def debug_wanted() -> bool:
    """Whether ``HARNESS_DEBUG`` asks for tracebacks."""
    return os.environ.get("HARNESS_DEBUG", "") not in ("", "0")


@dataclass
class Invocation:
    """The command line as typed, and whether tracebacks are wanted (set by ``--debug``)."""

    arguments: tuple[str, ...]
    debug: bool

    @property
    def command_line(self) -> tuple[str, ...]:
        """The arguments from the command's name on."""
        return tuple(dropwhile(lambda argument: argument.startswith("-"), self.arguments))
