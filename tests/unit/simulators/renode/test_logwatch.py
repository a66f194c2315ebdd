"""Renode's log, line by line."""

from __future__ import annotations

import asyncio

import pytest

from harness.model import Ending, EndingKind, MemoryAccess
from harness.simulators.renode.evidence import decisive, with_facts
from harness.simulators.renode.logwatch import FLOOD, MOST_ACCESSES, GuestFacts, LogWatch

ABORT = (
    "01:26 [ERROR] cpu: CPU abort [PC=0xD0000000]: Trying to execute code outside RAM or ROM at 0xD0000000."
)
READ = (
    "20:39.80 [WARNING] sysbus: [cpu: 0x8000058] ReadDoubleWord from non existing peripheral at 0xD0000000."
)
WRITE = (
    "20:39.8 [WARNING] sysbus: [cpu: 0x64 (main)] WriteByte to non existing peripheral at 0x10, value 0x0."
)
RESET = "01:26:34.4957 [INFO] nvic: Resetting platform with SYSRESETREQ"
AFTER_RESET = "01:26:34.50 [WARNING] sysbus: [cpu: 0x0] ReadDoubleWord from non existing peripheral at 0x4."
NO_VECTORS = "01:26 [ERROR] cpu: PC does not lay in memory or PC and SP are equal to zero. CPU was halted."
EXIT = "[INFO] cpu.x: Program exited with reason ADP_Stopped_ApplicationExit(0x20026) and return code 3"


def told(*lines: str) -> GuestFacts:
    async def feed() -> GuestFacts:
        watch = LogWatch()
        watch.feed("".join(f"{line}\n" for line in lines).encode())
        return watch.facts

    return asyncio.run(feed())


def test_an_abort_has_pc_and_reason() -> None:
    facts = told(READ, ABORT)
    assert facts.abort == (0xD0000000, "Trying to execute code outside RAM or ROM at 0xD0000000")
    ending = decisive(facts)
    assert ending is not None and ending.kind is EndingKind.SIGNAL
    assert ending.fault is not None and ending.fault.registers == {"PC": 0xD0000000}
    assert with_facts(ending, facts, guest_s=0.1).accesses == ()  # the fetch is the abort itself


def test_accesses_are_counted_by_instruction() -> None:
    facts = told(READ, WRITE, READ.replace("0xD0000000", "0xD0000010"), READ)
    assert facts.accesses() == (
        MemoryAccess(
            kind="read", address=0xD0000000, last_address=0xD0000000, pc=0x8000058, size_bytes=4, count=3
        ),
        MemoryAccess(kind="write", address=0x10, last_address=0x10, pc=0x64, size_bytes=1, count=1),
    )
    assert facts.bad_accesses == 4
    assert decisive(facts) is None


@pytest.mark.parametrize(
    ("address", "peripheral"),
    [(0x3FFFFFFF, False), (0x40000000, True), (0x5FFFFFFF, True), (0x60000000, False), (0xE0001000, True)],
)
def test_the_peripherals_space_is_told_apart(address: int, peripheral: bool) -> None:
    facts = told(READ.replace("0xD0000000", f"0x{address:X}"))
    assert facts.accesses()[0].peripheral is peripheral
    assert facts.bad_accesses == (not peripheral)


def test_a_flood_is_bounded_and_decisive() -> None:
    lines = [READ.replace("0x8000058", f"0x{0x8000000 + 2 * (i % 100):X}") for i in range(FLOOD)]
    facts = told(*lines)
    assert len(facts.accesses()) == MOST_ACCESSES
    ending = decisive(facts)
    assert ending is not None and ending.fault is not None and ending.fault.kind == "RunAway"


def test_a_reset_hides_what_renode_looks_for_afterwards() -> None:
    facts = told(RESET, AFTER_RESET, NO_VECTORS)
    ending = decisive(facts)
    assert ending is not None and ending.kind is EndingKind.RESET
    assert with_facts(ending, facts, guest_s=0).accesses == ()


def test_no_vectors_is_a_lock_up() -> None:
    ending = decisive(told(NO_VECTORS))
    assert ending is not None and ending.kind is EndingKind.LOCK_UP


def test_exits_of_newer_and_older_versions() -> None:
    assert told(EXIT).exit_code == 3
    facts = told("1 [DEBUG] cpu: Unknown semihosting operation: 0x20")
    assert (facts.exited, facts.exit_code) == (True, None)


def test_ignored_calls_are_remarks() -> None:
    lines = ["1 [DEBUG] cpu: Unknown semihosting operation: 0x5"] * 2
    lines.append("1 [DEBUG] cpu: Unknown semihosting operation: 0x99")
    facts = told(*lines)
    remarks = with_facts(Ending(kind=EndingKind.KILLED), facts, guest_s=0).remarks
    assert remarks == (
        "Renode ignored 2 semihosting calls SYS_WRITE (0x05); its text is lost",
        "Renode ignored 1 semihosting call of an unknown kind (0x99)",
    )


def test_pieces_make_lines_and_a_new_boot_starts_clean() -> None:
    async def run() -> None:
        watch = LogWatch()
        for start in range(0, len(ABORT), 7):
            watch.feed(ABORT[start : start + 7].encode())
            assert not watch.decisive.is_set()
        watch.feed(b"\n")
        assert watch.decisive.is_set()
        watch.begin()
        assert not watch.decisive.is_set()
        assert watch.facts.abort is None

    asyncio.run(run())


def test_marks_and_ports() -> None:
    async def run() -> None:
        watch = LogWatch()
        mark, logged = watch.expect_mark()
        watch.feed(b"1 [INFO] Script: another\n")
        assert not logged.done()
        watch.feed(f"1 [INFO] Script: {mark}\n".encode())
        assert logged.done()
        watch.feed(b"1 [INFO] Robot Framework remote server is listening on port 49152\n")
        assert watch.robot_port == 49152

    asyncio.run(run())


def test_last_words_are_the_exception_and_not_its_trace() -> None:
    async def run() -> str:
        watch = LogWatch()
        watch.feed(
            b"1 [WARNING] x\nFatal error:\nSystem.IO.IOException: Disk full. Path /x\n  at A.B (C c) [0x0]\n"
        )
        return watch.last_words

    assert asyncio.run(run()) == "System.IO.IOException: Disk full. Path /x"
