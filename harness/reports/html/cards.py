"""The part of the page that each result which is not plainly green gets, its evidence first."""

from __future__ import annotations

from harness.model import BinaryResult, CaseResult, Fault, Value
from harness.reports.blocks import place_name
from harness.reports.evidence import case_place, first_counts, says_more, told_cases, untold_lines
from harness.reports.html.status import Status, status_of
from harness.reports.html.templates import Markup, fill, join
from harness.reports.junit_cases import format_place
from harness.reports.style import LABELS, cut
from harness.reports.text import clean_line, count, format_seconds


class Detail(Value, frozen=True, kw_only=True):
    """How much of a result's evidence its card has room for."""

    cases: int
    failures: int  # of each case
    message_characters: int
    lines: int
    line_characters: int


FULL = Detail(cases=20, failures=5, message_characters=2000, lines=40, line_characters=400)
SHORT = Detail(cases=2, failures=1, message_characters=300, lines=5, line_characters=120)


def card(result: BinaryResult, *, name: str, href: str, detail: Detail = FULL) -> Markup:
    """All that one needs to know of the result at once.

    Args:
        name: the result's name in addresses.
        href: where the log is, seen from the page; empty where it is not beside it.
    """
    status = status_of(result)
    return fill(
        "card",
        name=name,
        status=status.name,
        label=status.label,
        binary=line(result.name, 200),
        place=place(result),
        facts=" · ".join(_facts(result)),
        reason=reason(result, status, detail.message_characters),
        evidence=join((_cases(result, detail), _fault(result), _console(result, detail))),
        attempts=_attempts(result),
        remarks=join(fill("remark", text=line(each, 400)) for each in result.remarks),
        rerun=fill("rerun", command=clean_line(result.rerun)) if result.rerun else Markup(),
        log=_logs(result, name, href) if href else Markup(),
    )


def place(result: BinaryResult) -> str:
    """Where it ran, as people say it: the target, with the profile or the memory variant."""
    if result.profile:
        return f"{result.target}, {result.profile} memory"
    return place_name(result.target, result.variant)


def reason(result: BinaryResult, status: Status, characters: int = 500) -> str:
    """The result's reason in one line; of known trouble also why it is accepted."""
    said = result.reason or result.verdict.value.replace("_", " ")
    known = f"; known trouble: {result.known}" if status.name == "known" else ""
    return line(said + known, characters)


def line(text: str, characters: int) -> str:
    """One clean line of at most so many characters; cut first, as firmware may print a megabyte of it."""
    return cut(clean_line(text[: characters + 1]), characters)


def _logs(result: BinaryResult, name: str, href: str) -> Markup:
    """A link to the log, and to those of further UARTs, which lie beside it."""
    beside = (
        fill("uart_log_link", uart=uart, href=f"{href.removesuffix('.log')}.{uart}.log")
        for uart in result.uart_logs
    )
    return join((fill("log_link", name=name, href=href), *beside))


def _facts(result: BinaryResult) -> list[str]:
    told = [result.simulator] if result.simulator else []
    return told + ([format_seconds(result.duration_s)] if result.duration_s else [])


def _cases(result: BinaryResult, detail: Detail) -> Markup:
    told = told_cases(result)
    parts = [_case(case, result.reason, detail) for case in told[: detail.cases]]
    return join((*parts, _more(len(told) - len(parts), "case")))


def _case(case: CaseResult, told_reason: str, detail: Detail) -> Markup:
    failures = case.failures[: detail.failures]
    where = case_place(case, failures)
    texts = []
    for failure in failures:
        own = format_place(failure.file, failure.line)
        message = failure.message.strip("\r\n")
        texts.append(f"{own}\n{message}" if own and own != where else message)
    if says_more(case, told_reason):
        texts.append(case.reason)
    said = [cut(text[: detail.message_characters + 1], detail.message_characters) for text in texts if text]
    return fill(
        "case",
        status=case.verdict.value,
        label=LABELS[case.verdict],
        case=line(case.name, 300),
        place=line(where, 300),
        messages=join(fill("message", text=text) for text in said),
        more=_more(len(case.failures) - len(failures), "failure"),
    )


def _fault(result: BinaryResult) -> Markup:
    fault = result.fault
    if fault is None:
        return Markup()
    registers = (
        fill("register", name=clean_line(name), value=f"0x{value:08x}")
        for name, value in fault.registers.items()
    )
    said = _untold(fault, result.reason)
    message = fill("fault_message", kind=clean_line(fault.kind), message=said) if said else Markup()
    return fill("fault", message=message, registers=join(registers))


def _untold(fault: Fault, reason: str) -> str:
    """What the fault says beyond the reason, which names all of it as a rule."""
    where = format_place(fault.file, fault.line)
    parts = ((fault.message, ""), (fault.symbol or "", "in "), (where, "at "))
    return " ".join(f"{word}{line(text, 500)}" for text, word in parts if text and text not in reason)


def _console(result: BinaryResult, detail: Detail) -> Markup:
    rows, left_out = untold_lines(result, detail.lines)
    if not rows:
        return Markup()
    shown = [line(row.rstrip("\r\n"), detail.line_characters) for row in rows]
    if left_out:
        shown.insert(len(shown) if first_counts(result) else 0, f"… {count(left_out, 'more line')}")
    return fill("console", text="\n".join(shown))


def _attempts(result: BinaryResult) -> Markup:
    if len(result.attempts) < 2:
        return Markup()
    rows = (
        fill(
            "attempt",
            number=number,
            status=attempt.judgement.verdict.value,
            label=LABELS[attempt.judgement.verdict],
            reason=line(attempt.judgement.reason, 300),
            time=format_seconds(attempt.duration_s),
        )
        for number, attempt in enumerate(result.attempts, 1)
    )
    return fill("attempts", rows=join(rows))


def _more(number: int, noun: str) -> Markup:
    return fill("more", text=f"… {count(number, f'more {noun}')}") if number > 0 else Markup()
