"""``junit.xml``: testsuites > testsuite (target x binary) > testcase, in two flavours.

``strict`` is valid against the schema of Jenkins' xUnit plugin (``tests/data/schemas/junit-10.xsd``);
``rich`` adds ``file``, ``line`` and properties to the testcases, which GitLab and others read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from harness.events import Event, RunFinished
from harness.model import NATIVE, BinaryResult, RunResult, Value
from harness.reports import xml
from harness.reports.files import write_atomically
from harness.reports.junit_cases import JUnitCase, Outcome, junit_cases
from harness.reports.text import clean_line, shorten, shown_path, tail_of_file

# GitLab refuses files over 30 MB; GitHub's checks cut texts at 65,535 bytes
MESSAGE_BYTES = 4 * 1024
BODY_BYTES = 32 * 1024
TAIL_BYTES = 16 * 1024
FILE_TEXT_BYTES = 12 * 1024 * 1024  # all messages, bodies and log tails of a file; then only SPENT_BYTES each
SPENT_BYTES = 256
NAME_CHARACTERS = 500

_ATTACHMENT = "[[ATTACHMENT|"  # GitLab shows the file that such a line names


class Flavour(StrEnum):
    STRICT = "strict"
    RICH = "rich"


class JUnitReport:
    """Listener that writes the JUnit file when the run has finished.

    Raises (into the event stream):
        ReportError: the file cannot be written.
    """

    def __init__(self, path: Path, flavour: Flavour = Flavour.RICH) -> None:
        self.path = path
        self.flavour = flavour

    def __call__(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            write_atomically(self.path, junit_chunks(event.result, self.flavour))


def junit_chunks(result: RunResult, flavour: Flavour) -> Iterator[str]:
    """The file's text, piece by piece."""
    suites = [_Suite.of(binary) for binary in result.binaries]
    writer = _Writer(flavour, result.working_folder)
    yield xml.DECLARATION
    totals: dict[str, str | int | None] = {
        "name": "harness",
        "tests": sum(suite.tests for suite in suites),
        "failures": sum(suite.failures for suite in suites),
        "errors": sum(suite.errors for suite in suites),
        "time": _time(result.duration_s),
    }
    if flavour is Flavour.RICH:
        totals["skipped"] = sum(suite.skipped for suite in suites)
    yield xml.start("testsuites", totals) + "\n"
    for suite in suites:
        yield from writer.suite(suite)
    yield xml.end("testsuites")


class _Suite(Value, frozen=True, kw_only=True):
    result: BinaryResult
    cases: tuple[JUnitCase, ...]

    @classmethod
    def of(cls, result: BinaryResult) -> _Suite:
        return cls(result=result, cases=junit_cases(result))

    def _with(self, tag: str) -> int:
        return sum(any(outcome.tag == tag for outcome in case.outcomes) for case in self.cases)

    @property
    def tests(self) -> int:
        return len(self.cases)

    @property
    def failures(self) -> int:
        return self._with("failure")

    @property
    def errors(self) -> int:
        return self._with("error")

    @property
    def skipped(self) -> int:
        return self._with("skipped")


class _Writer:
    """Keeps what spans the suites: names already given, and the text that the file still has room for."""

    def __init__(self, flavour: Flavour, base: Path) -> None:
        self._rich = flavour is Flavour.RICH
        self._base = base
        self._names: set[tuple[str, str]] = set()
        self._left_bytes = FILE_TEXT_BYTES

    def suite(self, suite: _Suite) -> Iterator[str]:
        result = suite.result
        parts = [result.target, *([result.variant] if result.variant != NATIVE else []), result.name]
        started_at = result.attempts[0].started_at if result.attempts else None
        attributes: dict[str, str | int | None] = {
            "name": _name("/".join(parts)),
            "tests": suite.tests,
            "failures": suite.failures,
            "errors": suite.errors,
            "skipped": suite.skipped,
            "time": _time(result.duration_s),
            "timestamp": _timestamp(started_at) if started_at is not None else None,
        }
        yield xml.start("testsuite", attributes) + "\n"
        yield xml.properties(
            (_name(name), shorten(value, MESSAGE_BYTES)) for name, value in self._suite_properties(result)
        )
        for case in suite.cases:
            yield self._case(case, _name(".".join(parts)), result)
        yield self._log_tail(result)
        yield xml.end("testsuite")

    def _suite_properties(self, result: BinaryResult) -> Iterator[tuple[str, str]]:
        yield "target", result.target
        yield "variant", result.variant
        yield "simulator", result.simulator
        yield "verdict", result.verdict.value
        if result.reason:
            yield "reason", result.reason
        if len(result.attempts) > 1:
            yield "attempts", str(len(result.attempts))
        if result.flaky:
            yield "flaky", "true"
        for metric in result.metrics:
            yield metric.name, f"{metric.value:.15g} {metric.unit} ({metric.source})"
        for remark in result.remarks:
            yield "remark", remark
        if result.log:
            yield "log", shown_path(result.log, self._base)
        for uart, log in result.uart_logs.items():
            yield f"log.{uart}", shown_path(log, self._base)
        if result.rerun:
            yield "rerun", result.rerun

    def _case(self, case: JUnitCase, classname: str, result: BinaryResult) -> str:
        attributes: dict[str, str | int | None] = {
            "classname": classname,
            "name": self._unique(classname, case.name),
            "time": _time(case.duration_s),
        }
        inside = ""
        if self._rich:
            attributes["file"] = _name(case.file) if case.file else None
            attributes["line"] = case.line
            inside += xml.properties([("verdict", case.verdict.value)]) if case.outcomes else ""
        inside += "".join(self._outcome(outcome) for outcome in case.outcomes)
        if result.log and any(outcome.tag in ("failure", "error") for outcome in case.outcomes):
            line = f"{_ATTACHMENT}{shown_path(result.log, self._base)}]]"
            inside += xml.element("system-out", {}, line)
        if not inside:
            return xml.start("testcase", attributes, empty=True) + "\n"
        return xml.start("testcase", attributes) + "\n" + inside + xml.end("testcase")

    def _outcome(self, outcome: Outcome) -> str:
        message = self._take(outcome.message, MESSAGE_BYTES, keep="ends")
        body = self._take(outcome.body, BODY_BYTES, keep="ends")
        return xml.element(outcome.tag, {"type": outcome.type, "message": message}, body)

    def _log_tail(self, result: BinaryResult) -> str:
        if result.verdict.green or not result.log:
            return ""
        tail = tail_of_file(result.log, TAIL_BYTES).replace(_ATTACHMENT, "[ [ATTACHMENT|")
        content = self._take(tail, TAIL_BYTES, keep="tail")
        return xml.element("system-out", {}, content) if content else ""

    def _take(self, content: str, limit_bytes: int, *, keep: Literal["tail", "ends"]) -> str:
        taken = shorten(content, limit_bytes if self._left_bytes > 0 else SPENT_BYTES, keep=keep)
        self._left_bytes -= len(xml.text(taken).encode())
        return taken

    def _unique(self, classname: str, name: str) -> str:
        """GitLab drops the second of two cases of one name."""
        base = _name(name)
        unique, number = base, 1
        while (classname, unique) in self._names:
            number += 1
            unique = f"{base} ({number})"
        self._names.add((classname, unique))
        return unique


def _name(name: str) -> str:
    cut = name[:NAME_CHARACTERS] + "…" * (len(name) > NAME_CHARACTERS)
    return clean_line(cut).strip() or "(unnamed)"


def _time(duration_s: float) -> str:
    return f"{max(0.0, duration_s):.3f}"


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
