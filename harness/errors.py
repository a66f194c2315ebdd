"""Every way in which harness itself can fail, with the exit code of each.

An error's text is one line: what is wrong, where, what to do. Test verdicts are not errors; they are
values (:mod:`harness.model`).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The process exit codes, public API (``docs/cli.md``)."""

    OK = 0
    NOT_GREEN = 1
    INTERRUPTED = 2
    INTERNAL = 3
    USAGE = 4
    NOTHING_TO_RUN = 5
    ENVIRONMENT = 6


class HarnessError(Exception):
    """Base of all expected errors. ``remedy`` says what to do and is printed after the message."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        if not self.remedy:
            return self.message
        return f"{self.message}{'' if self.message.endswith('?') else ';'} {self.remedy}"


class UsageError(HarnessError):
    """A wrong command line or a bad input file."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """A mistake in ``harness.toml``, ``pyproject.toml`` or a ``target.toml``."""


class BadBinaryError(UsageError):
    """A file that cannot be booted on the target: not an ELF, truncated, another architecture or core."""


class NothingToRunError(HarnessError):
    """The selection is empty."""

    exit_code = ExitCode.NOTHING_TO_RUN


class EnvironmentMissingError(HarnessError):
    """A toolchain or simulator is missing or broken, or the machine refuses (disk, permissions)."""

    exit_code = ExitCode.ENVIRONMENT


class SimulatorError(EnvironmentMissingError):
    """A simulator that is installed died, hung, or answered with nonsense."""


class ReportError(HarnessError):
    """A report could not be written."""

    exit_code = ExitCode.ENVIRONMENT
