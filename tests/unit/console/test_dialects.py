"""One line, one event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.console import events
from harness.console.analyzer import strip_analyzer_prefix
from harness.console.dialects import parse
from harness.console.events import ConsoleEvent, CountKind, DetailKind
from harness.model import Dialect

V1, V2 = Dialect.V1, Dialect.V2


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Testing SimpleTest", events.CaseBegan(name="SimpleTest", dialect=V1)),
        ("Testing 2D4x4Kernel", events.CaseBegan(name="2D4x4Kernel", dialect=V1)),
        ("4/4 tests passed", events.Totalled(passed=4, total=4)),
        ("0/0 tests passed", events.Totalled(passed=0, total=0)),
        (
            "out == 4 failed at fw/t.cc:8 (3 vs 4)",
            events.Failed(dialect=V1, message="out == 4 (3 vs 4)", file="fw/t.cc", line=8),
        ),
        (
            "out == 5 was not true failed at fw/t.cc:8",
            events.Failed(dialect=V1, message="out == 5 was not true", file="fw/t.cc", line=8),
        ),
        (
            "g[i] (-2.500000) near h[i] (-2.400000) failed at a b/t.cc:9",
            events.Failed(
                dialect=V1, message="g[i] (-2.500000) near h[i] (-2.400000)", file="a b/t.cc", line=9
            ),
        ),
        ("FAIL: abc did not match abd", events.Failed(dialect=V1, message="abc did not match abd")),
        ("~~~ALL TESTS PASSED~~~", events.GoodEnd()),
        ("~~ALL TESTS PASSED~~~", events.GoodEnd()),
        ("~ALL TESTS PASSED~~~", events.GoodEnd()),
        ("  ~~~ALL TESTS PASSED~~~ ", events.GoodEnd()),
        ("~~~SOME TESTS FAILED~~~", events.BadEnd()),
        ("foo~~~ALL TESTS PASSED~~~", events.GluedEnd()),
        ("~~~ALL TESTS PASSED~~~ bar", events.GluedEnd()),
        ("~~~~ALL TESTS PASSED~~~", events.GluedEnd()),
        ("~~~ALL TESTS PASSED~~~" + " " * 5000 + "x", events.GluedEnd()),
        ("[==========] Running tests.", events.RunBegan()),
        ("[==========] Running 3 tests from 1 test suite.", events.RunBegan()),
        ("[ RUN      ] Suite.Name", events.CaseBegan(name="Suite.Name", dialect=V2)),
        ("[       OK ] Suite.Name", events.CaseEnded(name="Suite.Name", ok=True)),
        ("[       OK ] Suite.Name (12 ms)", events.CaseEnded(name="Suite.Name", ok=True)),
        ("[  FAILED  ] Suite.Name", events.CaseEnded(name="Suite.Name", ok=False)),
        ("dots...[       OK ] Suite.Name", events.CaseEnded(name="Suite.Name", ok=True, glued=True)),
        ("[==========] 16 tests ran.", events.Counted(kind=CountKind.RAN, count=16)),
        ("[==========] 1 test ran.", events.Counted(kind=CountKind.RAN, count=1)),
        ("[==========] 2 tests from 1 suite ran. (0 ms total)", events.Counted(kind=CountKind.RAN, count=2)),
        ("[  PASSED  ] 16 tests.", events.Counted(kind=CountKind.PASSED, count=16)),
        ("[  FAILED  ] 5 tests, listed below:", events.Counted(kind=CountKind.FAILED, count=5)),
        ("fw/t.cc:8: Failure", events.Failed(dialect=V2, file="fw/t.cc", line=8)),
        ("  Expression:  a == 4", events.FailureDetail(kind=DetailKind.EXPRESSION, text="a == 4")),
        ("  Expression: |a - b| <= 1", events.FailureDetail(kind=DetailKind.EXPRESSION, text="|a - b| <= 1")),
        ("  Evaluated:   3 == 4", events.FailureDetail(kind=DetailKind.EVALUATED, text="3 == 4")),
        ("Failed: by hand", events.FailureDetail(kind=DetailKind.MESSAGE, text="by hand")),
        ("[harness] fault BusFault", events.FaultBegan(kind="BusFault", ours=True)),
        (
            "text [harness] fault UnexpectedException 37",
            events.FaultBegan(kind="UnexpectedException 37", ours=True),
        ),
        (
            "[harness] PC=0x08000123 LR=0x08000101",
            events.FaultRegisters(registers={"PC": 0x08000123, "LR": 0x08000101}, ours=True),
        ),
        ("[harness] abort() called", events.Said(text="abort() called")),
        ("[harness] end of fault", events.FaultEnded()),
        ("[harness] stack 1234 of 4096 bytes", events.StackUsed(used_bytes=1234, reserved_bytes=4096)),
        (
            "SCB->HFSR=0x40000000",
            events.FaultBegan(kind="HardFault", ours=False, registers={"HFSR": 0x40000000}),
        ),
        ("SCB->CFSR=0x20000", events.FaultRegisters(registers={"CFSR": 0x20000}, ours=False)),
        ("INVSTATE fault", events.FaultNamed(name="INVSTATE")),
        ("DIVBYZERO Fault", events.FaultNamed(name="DIVBYZERO")),
        ("psr=0x60000000", events.FaultRegisters(registers={"xPSR": 0x60000000}, ours=False)),
    ],
)
def test_event(text: str, event: ConsoleEvent) -> None:
    assert parse(text) == event


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Failed to allocate 1024 bytes",
        "Failed to resize buffer. Requested: 100, available 20, missing: 80",
        "Node ADD (number 0) failed to prepare with status 1",
        "AllocateTensors() failed at step 4",
        "it failed at t.cc, line 8",
        "Testing the second model",
        "Testing 1",
        "tests passed",
        "3/4 tests passed so far",
        "[  PASSED  ] Suite.Name",
        "[==========] 3 tests from 1 test suite.",
        "[----------] 3 tests from Suite",
        "[RecordingMicroAllocator] Arena allocation total 1336 bytes",
        "SCB_CFSR_IBUSERR_Msk=0x100",
        "r4=0x12",
        "ALL TESTS PASSED",
        "~~~ALL TESTS PAS",
        "[harness] ",
        "x.cc: Failure",
    ],
)
def test_lines_that_mean_nothing(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("[INFO] cpu.uartSemihosting: [host: 1s (+1s)|virt: 0s (+0s)] text", "text"),
        (
            "[INFO] m-0/cpu.uartSemihosting: [host: 1s (+1s)|virt: 0s (+0s)]   Expression:  a",
            "  Expression:  a",
        ),
        ("16:08:36.7012 [INFO] cpu.uartSemihosting: [host: 1s|virt: 0s] text", "text"),
        ("[DEBUG] cpu.uartSemihosting: [+0.22s host +0s virt 0s virt from start] text", "text"),
        ("[INFO] cpu.uartSemihosting: [host: 1s (+1s)|virt: 0s (+0s)]", ""),
        ("[INFO] cpu: host is busy", "[INFO] cpu: host is busy"),
        ("said [INFO] a.b: [host: 1s|virt: 0s] text", "said [INFO] a.b: [host: 1s|virt: 0s] text"),
    ],
)
def test_analyzer_prefix(text: str, stripped: str) -> None:
    assert strip_analyzer_prefix(text) == stripped


def test_forms_are_read_behind_an_analyzer_prefix() -> None:
    prefix = "16:08:36.7012 [INFO] cpu.uartSemihosting: [host: 1.42s (+1s)|virt: 0.5s (+0s)] "
    assert parse(f"{prefix}Testing SimpleTest") == events.CaseBegan(name="SimpleTest", dialect=V1)
    assert parse(f"{prefix}~~~ALL TESTS PASSED~~~") == events.GoodEnd()
    assert parse(f"{prefix}foo ~~~ALL TESTS PASSED~~~") == events.GluedEnd()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    parse(text)


PIECES = [
    *(
        "[ RUN      ] ",
        "[       OK ] ",
        "[  FAILED  ] ",
        "[==========] ",
        "[  PASSED  ] ",
        "[harness] ",
        "fault ",
    ),
    *(
        " failed at ",
        "a.cc:1",
        " (",
        ")",
        ": Failure",
        "~~~",
        "ALL TESTS PASSED~~~",
        "SCB->HFSR=0x",
        "1",
        " tests",
    ),
    *(
        "[INFO] c: [host: 1|virt: 2] ",
        "Testing ",
        "FAIL: ",
        "/2 tests passed",
        "stack ",
        " of ",
        " bytes",
        "²",
        "٣",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_mix_of_forms_is_read(pieces: list[str]) -> None:
    parse("".join(pieces))
