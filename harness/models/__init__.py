"""Models where they will run: compiled by TVM, validated, measured, and at hand from Python.

:class:`Runner` is imported on use: command line and reports need none of its libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.models.runner import Runner

__all__ = ["Runner"]


def __getattr__(name: str) -> Any:
    if name != "Runner":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from harness.models.runner import Runner

    return Runner
