"""Line to event, for both dialects of ``micro_test`` and for fault lines; ``docs/console.md`` shows each.

Sources: TFLM's ``micro_test.h`` (v1) and ``micro_test_v2.h`` (v2), ``startup.c`` of stm32_bare_lib (TFLM's
fault block on the Blue Pill), ``micro_tests/support`` (our own block).
"""

from __future__ import annotations

import re

from harness.console import events
from harness.console.analyzer import strip_analyzer_prefix
from harness.console.events import ConsoleEvent, CountKind, DetailKind
from harness.model import Dialect

# No form is longer; a bound keeps the patterns below linear on any input.
_LONGEST_FORM = 4096
_LONGEST_PLACE = 1024
_LONGEST_NAME = 300

# What the forms below begin with or hold somewhere: see _may_mean_something.
_TFLM_KINDS = ("DIVBYZERO", "UNALIGNED", "NOCP", "INVPC", "INVSTATE", "UNDEFINSTR", "IBUSERR", "Unrecognized")
_TFLM_REGISTERS = ("SCB->CFSR", "r0", "r1", "r2", "r3", "r12", "lr", "pc", "psr")
_STARTS = (
    *("Testing ", "FAIL: ", "Failed: ", "Expression:", "Evaluated:", "[ RUN ", "[  ", "[==="),
    *(f"{kind} " for kind in _TFLM_KINDS),
    *(f"{register}=0x" for register in _TFLM_REGISTERS),
    *"0123456789",
)
_FIRST = frozenset(start[0] for start in _STARTS) | {" "}
_BRACKETED = ("[harness] ", "[       OK ] ", "[  FAILED  ] ", " host", "[host: ")
_TFLM_HEAD_TEXT = "SCB->HFSR="

# The oldest documents have one tilde in front.
_GOOD_END = re.compile(r"~{1,3}ALL TESTS PASSED~~~")
_BAD_END = re.compile(r"~{1,3}SOME TESTS FAILED~~~")
_GOOD_TEXT = "ALL TESTS PASSED~~~"

_V1_CASE = re.compile(r"Testing (\d*[A-Za-z_]\w*)")  # pasted by a macro: 1D is a name, too
_V1_TOTAL = re.compile(r"(\d{1,9})/(\d{1,9}) tests passed")
_V1_PLACE = re.compile(r"(?P<file>\S.*?\.\w{1,8}):(?P<line>\d{1,9})(?: (?P<values>\(.*\)))?")
_V1_FAILED = " failed at "
_V1_FAIL = "FAIL: "

_V2_MARK_LENGTH = 12
_V2_ENDS = {"[       OK ]": True, "[  FAILED  ]": False}
_V2_COUNT = re.compile(r"(\d{1,9}) tests?\b(.*)")
_V2_DURATION = re.compile(r" \(\d+ ms\)$")  # gtest's own runner adds it
_V2_PLACE = re.compile(r"(?P<file>\S.*?):(?P<line>\d{1,9}): Failure")
_V2_DETAIL = re.compile(r" *(Expression|Evaluated|Failed): *(.*)")
_V2_DETAILS = {
    "Expression": DetailKind.EXPRESSION,
    "Evaluated": DetailKind.EVALUATED,
    "Failed": DetailKind.MESSAGE,
}

_OURS = "[harness] "
_REGISTER = re.compile(r"\b(\w{1,16})=0x([0-9A-Fa-f]{1,8})\b")
_STACK = re.compile(r"stack (\d{1,10}) of (\d{1,10}) bytes")
_TFLM_HEAD = re.compile(r"SCB->HFSR=0x([0-9A-Fa-f]{1,8})$")
_TFLM_REGISTER = re.compile(rf"({'|'.join(_TFLM_REGISTERS)})=0x([0-9A-Fa-f]{{1,8}})")
_TFLM_NAMES = {"SCB->CFSR": "CFSR", "psr": "xPSR"}
_TFLM_KIND = re.compile(rf"({'|'.join(_TFLM_KINDS)}) [Ff]ault")


def parse(text: str) -> ConsoleEvent | None:
    """The event of one line, None for the many lines that mean nothing to a judge.

    Args:
        text: one line without its end, as :class:`~harness.console.lines.LineSplitter` gives it.
    """
    if not _may_mean_something(text):
        return None
    is_cut = len(text) > _LONGEST_FORM
    text = strip_analyzer_prefix(text[:_LONGEST_FORM]).rstrip()
    return _end(text, is_cut=is_cut) or _fault(text) or _v2(text) or _v1(text)


def _may_mean_something(text: str) -> bool:
    """Cheap checks: a test may print millions of lines that are nothing."""
    if text[:1] in _FIRST and text.lstrip().startswith(_STARTS):
        return True
    if "[" in text and any(part in text for part in _BRACKETED):
        return True
    return "~~~" in text or _V1_FAILED in text or ": Failure" in text or _TFLM_HEAD_TEXT in text


def _end(text: str, *, is_cut: bool) -> ConsoleEvent | None:
    if "~~~" not in text:
        return None
    alone = text.strip() if not is_cut else text + "…"
    if _GOOD_END.fullmatch(alone):
        return events.GoodEnd()
    if _BAD_END.fullmatch(alone):
        return events.BadEnd()
    return events.GluedEnd() if _GOOD_TEXT in text else None


def _fault(text: str) -> ConsoleEvent | None:
    # A fault may strike in the middle of a line: its block's lines count wherever they begin.
    mark = text.find(_OURS)
    if mark >= 0:
        return _our_line(text[mark + len(_OURS) :])
    if "=0x" in text:
        if head := _TFLM_HEAD.search(text):
            return events.FaultBegan(kind="HardFault", ours=False, registers={"HFSR": int(head[1], 16)})
        if register := _TFLM_REGISTER.fullmatch(text):
            name = _TFLM_NAMES.get(register[1], register[1].upper())
            return events.FaultRegisters(registers={name: int(register[2], 16)}, ours=False)
    if kind := _TFLM_KIND.fullmatch(text):
        return events.FaultNamed(name=kind[1])
    return None


def _our_line(text: str) -> ConsoleEvent | None:
    if text.startswith("fault "):
        return events.FaultBegan(kind=text.removeprefix("fault ").strip()[:80] or "unknown", ours=True)
    if text == "end of fault":
        return events.FaultEnded()
    if stack := _STACK.fullmatch(text):
        return events.StackUsed(used_bytes=int(stack[1]), reserved_bytes=int(stack[2]))
    if found := _REGISTER.findall(text):
        return events.FaultRegisters(registers={name: int(value, 16) for name, value in found}, ours=True)
    return events.Said(text=text[:_LONGEST_NAME]) if text else None


def _v2(text: str) -> ConsoleEvent | None:
    mark, rest = text[:_V2_MARK_LENGTH], text[_V2_MARK_LENGTH + 1 :]
    if mark == "[ RUN      ]" and rest:
        return events.CaseBegan(name=rest[:_LONGEST_NAME], dialect=Dialect.V2)
    if mark in _V2_ENDS and rest:
        return _listed(rest) or _case_end(mark, rest)
    if mark in ("[==========]", "[  PASSED  ]"):
        return _count(mark, rest)
    for glued, ok in _V2_ENDS.items():
        at = text.rfind(glued + " ")
        if at > 0:
            name = text[at + _V2_MARK_LENGTH + 1 :][:_LONGEST_NAME]
            return events.CaseEnded(name=name, ok=ok, glued=True)
    if text.endswith(": Failure") and (place := _V2_PLACE.fullmatch(text[-_LONGEST_PLACE:])):
        return events.Failed(dialect=Dialect.V2, file=place["file"], line=int(place["line"]))
    if detail := _V2_DETAIL.fullmatch(text):
        return events.FailureDetail(kind=_V2_DETAILS[detail[1]], text=detail[2])
    return None


def _case_end(mark: str, rest: str) -> ConsoleEvent:
    return events.CaseEnded(name=_V2_DURATION.sub("", rest)[:_LONGEST_NAME], ok=_V2_ENDS[mark])


def _listed(rest: str) -> ConsoleEvent | None:
    count = _V2_COUNT.fullmatch(rest)
    if count and "listed below" in count[2]:
        return events.Counted(kind=CountKind.FAILED, count=int(count[1]))
    return None


def _count(mark: str, rest: str) -> ConsoleEvent | None:
    if mark == "[==========]" and rest.startswith("Running "):
        return events.RunBegan()
    count = _V2_COUNT.fullmatch(rest)
    if count is None:
        return None
    if mark == "[  PASSED  ]":
        return events.Counted(kind=CountKind.PASSED, count=int(count[1]))
    return events.Counted(kind=CountKind.RAN, count=int(count[1])) if " ran." in count[2] else None


def _v1(text: str) -> ConsoleEvent | None:
    if case := _V1_CASE.fullmatch(text):
        return events.CaseBegan(name=case[1][:_LONGEST_NAME], dialect=Dialect.V1)
    if total := _V1_TOTAL.fullmatch(text):
        return events.Totalled(passed=int(total[1]), total=int(total[2]))
    if text.startswith(_V1_FAIL):
        return events.Failed(dialect=Dialect.V1, message=text[len(_V1_FAIL) :].strip())
    at = text.rfind(_V1_FAILED)
    place = text[at + len(_V1_FAILED) :] if at > 0 else ""
    if place and len(place) <= _LONGEST_PLACE and (found := _V1_PLACE.fullmatch(place)):
        message = f"{text[:at].strip()} {found['values'] or ''}".strip()
        return events.Failed(dialect=Dialect.V1, message=message, file=found["file"], line=int(found["line"]))
    return None
