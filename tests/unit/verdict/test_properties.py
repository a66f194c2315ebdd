"""What holds for any console: no cut matters, nothing raises, nothing grows, green needs evidence."""

from __future__ import annotations

import itertools
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.model import CaseResult, EndingKind, Judgement, Verdict
from harness.verdict import Judge
from harness.verdict.cases import MAX_CASES
from harness.verdict.failures import MAX_FAILURES
from tests.unit.verdict.judging import (
    BAD,
    BANNER,
    BUDGET,
    FAULT,
    GOOD,
    counts,
    declared,
    ending,
    failed,
    judge,
    ok,
    passing,
    run,
)

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "data" / "logs").iterdir())]
DECLARED = declared("S.A", "S.B")
PIECES = [
    piece.encode()
    for piece in (
        *(
            BANNER,
            run("S.A"),
            ok("S.A"),
            failed("S.A"),
            run("S.B"),
            ok("S.B"),
            counts(2, 2),
            counts(0, 0),
            GOOD,
            BAD,
        ),
        *(
            "[  FAILED  ] 1 tests, listed below:\n",
            "t.cc:3: Failure\n",
            "  Expression:  a\n",
            "  Evaluated:   b\n",
        ),
        *(
            "Failed: c\n",
            "Testing A\n",
            "Testing B\n",
            "2/2 tests passed\n",
            "x failed at t.cc:3\n",
            "FAIL: x\n",
        ),
        *(
            "[harness] fault NMI\n",
            "[harness] PC=0x1\n",
            "[harness] end of fault\n",
            "noise ",
            "\r",
            "\n",
            "\0",
            "\x1b[",
        ),
        *(
            "SCB->HFSR=0x0\n",
            "pc=0x1\n",
            "psr=0x1\n",
            GOOD.strip(),
            "[harness] stack 1 of 2 bytes\n",
            "DONE\n",
            "ö",
        ),
    )
]
CONSOLES = st.one_of(
    st.sampled_from(SAMPLES),
    st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join),
    st.binary(max_size=200),
)
ENDINGS = st.sampled_from([ending(kind, code) for kind in EndingKind for code in (None, 0, 1, 125)])


def in_chunks(
    console: bytes, sizes: list[int], sentinel: str | None = None
) -> tuple[Judge, list[CaseResult]]:
    judged = Judge(DECLARED, sentinel=sentinel)
    ended: list[CaseResult] = []
    rest = console
    for size in itertools.cycle(sizes):
        if not rest:
            return judged, ended
        ended += judged.feed(rest[:size], 0.0)
        rest = rest[size:]
    raise AssertionError("sizes must not be empty")


@given(
    console=CONSOLES,
    sizes=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    end=ENDINGS,
    sentinel=st.sampled_from([None, "DONE"]),
)
@settings(max_examples=400, deadline=None)
@example(console=SAMPLES[0], sizes=[1], end=BUDGET, sentinel=None)
def test_the_cut_of_the_console_changes_nothing(
    console: bytes, sizes: list[int], end: object, sentinel: str | None
) -> None:
    assert isinstance(end, type(BUDGET))
    whole, ended_whole = in_chunks(console, [max(1, len(console))], sentinel)
    cut, ended_cut = in_chunks(console, sizes, sentinel)
    assert ended_cut == ended_whole
    assert cut.certain == whole.certain
    assert cut.conclude(end) == whole.conclude(end)


@pytest.mark.parametrize("console", SAMPLES)
def test_byte_by_byte(console: bytes) -> None:
    assert in_chunks(console, [1])[0].conclude(BUDGET) == in_chunks(console, [10**6])[0].conclude(BUDGET)


@given(console=CONSOLES, end=ENDINGS, known=st.booleans())
@settings(max_examples=400, deadline=None)
def test_what_every_judgement_keeps(console: bytes, end: object, known: bool) -> None:
    assert isinstance(end, type(BUDGET))
    cases = DECLARED if known else None
    judgement, certain = judge(console, end, cases=cases)
    names = [case.name for case in judgement.cases]
    assert judgement.reason
    assert len(names) == len(set(names))
    for case in judgement.cases:
        assert case.reason or case.verdict is Verdict.PASSED
        assert bool(case.failures) or case.verdict is not Verdict.FAILED
    if judgement.verdict is Verdict.PASSED:
        assert certain or end.kind is EndingKind.EXIT
        assert b"ALL TESTS PASSED~~~" in console
        assert all(case.verdict is Verdict.PASSED for case in judgement.cases)
        assert judgement.fault is None
        assert not known or {"S.A", "S.B"} <= set(names)


@given(console=CONSOLES, end=ENDINGS)
@settings(max_examples=200, deadline=None)
def test_what_follows_a_certain_verdict_changes_nothing(console: bytes, end: object) -> None:
    assert isinstance(end, type(BUDGET))
    once, twice = Judge(DECLARED), Judge(DECLARED)
    once.feed(console, 0.0)
    twice.feed(console, 0.0)
    if once.certain:
        assert twice.feed(FAULT.encode() + console, 9.0) == []
        assert twice.conclude(end) == once.conclude(BUDGET)


def judged_memory_bytes(piece: bytes, times: int) -> tuple[Judgement, int]:
    judged = Judge(DECLARED)
    tracemalloc.start()
    try:
        for _ in range(times):
            judged.feed(piece, 0.0)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return judged.conclude(BUDGET), peak_bytes


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"noise that goes on and on\n" * 500, id="noise"),
        pytest.param(b"x" * 65536, id="one line"),
        pytest.param(b"x" * 65535 + b"\n", id="long lines"),
        pytest.param(
            (BANNER.strip() + "x\n" + "t.cc:3: Failure\nFailed: no\n" * 300).encode(), id="failures"
        ),
    ],
)
def test_memory_stays_flat(piece: bytes) -> None:
    _, few = judged_memory_bytes(piece, 120)
    _, many = judged_memory_bytes(piece, 480)
    assert many < few * 1.2 + 100_000


def test_evidence_is_bounded_and_left_out_failures_are_counted() -> None:
    failure = "t.cc:3: Failure\n  Expression:  a\n  Evaluated:   b\n"
    console = BANNER + run("S.A") + failure * (MAX_FAILURES + 7) + "y" * 5000 + "\n" + failed("S.A")
    judgement, _ = judge(console + counts(1, 0))
    assert len(judgement.cases[0].failures) == MAX_FAILURES
    assert "and 56 more, 7 of them left out here" in judgement.cases[0].reason
    assert len(judgement.evidence) < 260
    assert max(len(line) for line in judgement.evidence) <= 501


def test_the_last_lines_are_evidence_where_nobody_expected_the_end() -> None:
    console = BANNER + run("S.A") + "".join(f"line {number}\n" for number in range(500))
    judgement, _ = judge(console, BUDGET)
    assert judgement.evidence[-1] == "line 499"
    assert "line 480" in judgement.evidence
    assert len(judgement.evidence) <= 60


def test_cases_without_end_are_counted_and_not_kept() -> None:
    ran = MAX_CASES + 50
    console = BANNER + "".join(passing(f"S.N{number}") for number in range(ran)) + counts(ran, ran) + GOOD
    judgement, _ = judge(console)
    assert judgement.verdict is Verdict.PASSED
    assert len(judgement.cases) == MAX_CASES
    assert "50 further cases are counted and not listed" in judgement.remarks


def test_a_name_that_repeats_without_end_costs_no_time() -> None:
    started = time.monotonic()
    judge(BANNER + passing("S.A") * 40_000, BUDGET)
    assert time.monotonic() - started < 10  # the naive search for a free name takes minutes
