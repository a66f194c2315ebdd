"""What a console line can mean: the typed events of all dialects.

Events are free of context: a line gives the same event wherever it stands; the judge decides whether it
counts.
"""

from __future__ import annotations

from enum import StrEnum

from harness.model import Dialect, Value


class RunBegan(Value, frozen=True, kw_only=True):
    """v2: ``[==========] Running tests.``"""


class CaseBegan(Value, frozen=True, kw_only=True):
    """v1 ``Testing Name``, v2 ``[ RUN      ] Suite.Name``."""

    name: str
    dialect: Dialect


class CaseEnded(Value, frozen=True, kw_only=True):
    """v2 ``[       OK ] Suite.Name`` or ``[  FAILED  ] Suite.Name`` (also a line of the list at the end).

    ``glued``: text of the firmware stands before it on the same line.
    """

    name: str
    ok: bool
    glued: bool = False


class Failed(Value, frozen=True, kw_only=True):
    """A failed expectation. In v2 this is only its head; :class:`FailureDetail` lines follow."""

    dialect: Dialect
    message: str = ""
    file: str | None = None
    line: int | None = None


class DetailKind(StrEnum):
    EXPRESSION = "expression"
    EVALUATED = "evaluated"
    MESSAGE = "message"


class FailureDetail(Value, frozen=True, kw_only=True):
    """v2: ``  Expression:  …``, ``  Evaluated:   …``, ``Failed: …``."""

    kind: DetailKind
    text: str


class CountKind(StrEnum):
    RAN = "ran"  # v2 [==========] N tests ran.
    PASSED = "passed"  # v2 [  PASSED  ] N tests.
    FAILED = "failed"  # v2 [  FAILED  ] N tests, listed below:


class Counted(Value, frozen=True, kw_only=True):
    """v2: one of the three count lines."""

    kind: CountKind
    count: int


class Totalled(Value, frozen=True, kw_only=True):
    """v1: ``4/4 tests passed``."""

    passed: int
    total: int


class GoodEnd(Value, frozen=True, kw_only=True):
    """``~~~ALL TESTS PASSED~~~`` on a line of its own."""


class BadEnd(Value, frozen=True, kw_only=True):
    """``~~~SOME TESTS FAILED~~~`` on a line of its own."""


class GluedEnd(Value, frozen=True, kw_only=True):
    """The good end's text inside a longer line: no evidence."""


class FaultBegan(Value, frozen=True, kw_only=True):
    """Head of a fault block: ours (``[harness] fault KIND``) or TFLM's (``SCB->HFSR=…``)."""

    kind: str
    ours: bool
    registers: dict[str, int] = {}


class FaultRegisters(Value, frozen=True, kw_only=True):
    """Registers, possibly of a fault block, by their usual names (PC, LR, SP, xPSR, CFSR, …)."""

    registers: dict[str, int]
    ours: bool  # our own block; otherwise TFLM's, whose lines are easily mistaken


class FaultNamed(Value, frozen=True, kw_only=True):
    """TFLM's block: ``INVSTATE fault``."""

    name: str


class Said(Value, frozen=True, kw_only=True):
    """``[harness] text``: other words of our start-up code, such as ``abort() called``, ``callers 0x…``."""

    text: str


class FaultEnded(Value, frozen=True, kw_only=True):
    """``[harness] end of fault``."""


class StackUsed(Value, frozen=True, kw_only=True):
    """``[harness] stack 1234 of 4096 bytes``."""

    used_bytes: int
    reserved_bytes: int


ConsoleEvent = (
    RunBegan
    | CaseBegan
    | CaseEnded
    | Failed
    | FailureDetail
    | Counted
    | Totalled
    | GoodEnd
    | BadEnd
    | GluedEnd
    | FaultBegan
    | FaultRegisters
    | FaultNamed
    | FaultEnded
    | Said
    | StackUsed
)
