"""Short ways to write a console and to judge it."""

from __future__ import annotations

from harness.model import DeclaredCase, Dialect, Ending, EndingKind, Judgement
from harness.verdict import Judge

GOOD = "~~~ALL TESTS PASSED~~~\n"
BAD = "~~~SOME TESTS FAILED~~~\n"
BANNER = "[==========] Running tests.\n"
FAULT = (
    "[harness] fault BusFault\n"
    "[harness] PC=0x08000123 LR=0x08000101 SP=0x20000fe0 xPSR=0x61000000\n"
    "[harness] CFSR=0x00008200 HFSR=0x40000000 BFAR=0xdeadbeec MMFAR=0x00000000 EXC_RETURN=0xfffffff9\n"
    "[harness] end of fault\n"
)


def run(name: str) -> str:
    return f"[ RUN      ] {name}\n"


def ok(name: str) -> str:
    return f"[       OK ] {name}\n"


def failed(name: str) -> str:
    return f"[  FAILED  ] {name}\n"


def passing(*names: str) -> str:
    return "".join(run(name) + ok(name) for name in names)


def counts(ran: int, passed: int) -> str:
    return f"[==========] {ran} tests ran.\n[  PASSED  ] {passed} tests.\n"


def declared(*names: str, dialect: Dialect = Dialect.V2) -> tuple[DeclaredCase, ...]:
    return tuple(DeclaredCase(name=name, dialect=dialect) for name in names)


def ending(kind: EndingKind | str, exit_code: int | None = None, message: str = "") -> Ending:
    return Ending(kind=EndingKind(kind), exit_code=exit_code, message=message)


EXIT_0 = ending("exit", 0)
KILLED = ending("killed")
BUDGET = ending("budget", message="guest budget of 30 s spent")


def judge(
    console: str | bytes,
    end: Ending = EXIT_0,
    *,
    cases: tuple[DeclaredCase, ...] | None = None,
    sentinel: str | None = None,
    expect_exit_code: int = 0,
) -> tuple[Judgement, bool]:
    """The judgement of ``console``, and whether it was certain before the ending was known."""
    judged = Judge(declared=cases, expect_exit_code=expect_exit_code, sentinel=sentinel)
    judged.feed(console if isinstance(console, bytes) else console.encode(), 0.0)
    certain = judged.certain
    return judged.conclude(end), certain
