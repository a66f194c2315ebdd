"""Accesses outside of the board's memory: what they do to a verdict."""

from __future__ import annotations

import pytest

from harness.model import Ending, EndingKind, Judgement, MemoryAccess, Verdict
from harness.violations import FAIL, WARN, weighed

PASSED = Judgement(verdict=Verdict.PASSED, reason="3 cases passed", cases=())
READ = MemoryAccess(
    kind="read", address=0x2F000000, last_address=0x2F000000, pc=0x08000122, size_bytes=4, count=1
)
UNMODELLED = MemoryAccess(
    kind="write", address=0x40021000, last_address=0x40021004, pc=0x08000200, size_bytes=4, count=2,
    peripheral=True,
)  # fmt: skip


def ending(*accesses: MemoryAccess, remarks: tuple[str, ...] = ()) -> Ending:
    return Ending(kind=EndingKind.KILLED, accesses=accesses, remarks=remarks)


def test_an_access_outside_of_memory_makes_a_pass_a_crash() -> None:
    result = weighed(PASSED, ending(READ), FAIL)
    assert result.verdict is Verdict.CRASHED
    assert "read of 4 bytes at 0x2f000000 by PC 0x08000122" in result.reason
    assert result.fault is not None and result.fault.registers == {"PC": 0x08000122}


def test_where_the_target_only_warns_it_is_a_remark() -> None:
    result = weighed(PASSED, ending(READ), WARN)
    assert result.verdict is Verdict.PASSED
    assert "0x2f000000" in result.remarks[0]


def test_a_peripheral_that_is_not_modelled_is_only_mentioned() -> None:
    result = weighed(PASSED, ending(UNMODELLED), FAIL)
    assert result.verdict is Verdict.PASSED
    assert "2 accesses, the first a write of 4 bytes at 0x40021000" in result.remarks[0]


@pytest.mark.parametrize("verdict", [Verdict.FAILED, Verdict.TIMED_OUT, Verdict.CRASHED])
def test_another_verdict_stays_and_the_access_is_mentioned(verdict: Verdict) -> None:
    judgement = Judgement(verdict=verdict, reason="its own", cases=())
    result = weighed(judgement, ending(READ), FAIL)
    assert (result.verdict, result.reason) == (verdict, "its own")
    assert "0x2f000000" in result.remarks[-1]


def test_what_the_simulator_could_not_do_is_told() -> None:
    assert weighed(PASSED, ending(remarks=("ignored SYS_WRITE",)), FAIL).remarks == ("ignored SYS_WRITE",)
