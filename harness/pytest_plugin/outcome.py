"""What a binary's result means for one of its cases."""

from __future__ import annotations

from harness.model import BinaryResult, CaseResult


class FirmwareFailure(Exception):
    """A case that is not green; its text is all that people need."""


def case_of(result: BinaryResult, name: str, nth: int) -> CaseResult | None:
    """The ``nth`` case called ``name``, None where the binary did not get there."""
    same = [case for case in result.cases if case.name == name]
    return same[nth] if nth < len(same) else None


def is_carried(result: BinaryResult) -> bool:
    """Whether some case tells why the binary is not green."""
    return any(not case.verdict.green for case in result.cases)
