"""``harness shell``: a person, or a pipe, at the console of a guest."""

from __future__ import annotations

from harness.shell.session import Ended, Wishes, shell

__all__ = ["Ended", "Wishes", "shell"]
