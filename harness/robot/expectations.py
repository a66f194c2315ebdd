"""What a suite's ``expectations.toml`` says of a binary."""

from __future__ import annotations

from pathlib import Path

from harness.config import read_table
from harness.errors import UsageError
from harness.model import BinaryResult, Value, Verdict
from harness.suites.firmware import EXPECTATIONS_FILE


class Expectation(Value, frozen=True, kw_only=True):
    """The verdict that is right for a binary, a part of its reason, and why."""

    verdict: Verdict
    reason_contains: str
    why: str
    cases: dict[str, Verdict]


def expectation_of(result: BinaryResult, source: Path) -> Expectation:
    """What ``source/<suite>/expectations.toml`` expects of ``result`` on its target and simulator.

    Raises:
        UsageError: the suite has no such file, or the file does not know the binary.
    """
    path = source / result.suite / EXPECTATIONS_FILE
    if not path.is_file():
        raise UsageError(f"suite {result.suite} has no {EXPECTATIONS_FILE}", remedy=f"write {path}")
    table = read_table(path).get(result.name)
    if not isinstance(table, dict):
        raise UsageError(f"{path}: nothing is said of {result.name}", remedy=f"add [{result.name}]")
    overrides = table.get("override", {})
    merged = dict(table)
    for key in (result.target, result.simulator, f"{result.target} on {result.simulator}"):
        merged |= overrides.get(key, {})
    return Expectation(
        verdict=Verdict(merged["verdict"]),
        reason_contains=str(merged.get("reason_contains", "")),
        why=str(merged.get("why", "")),
        cases={name: Verdict(verdict) for name, verdict in merged.get("cases", {}).items()},
    )


def disagreement(result: BinaryResult, expected: Expectation) -> str:
    """How ``result`` differs from what is expected of it; empty where it does not."""
    if result.verdict is not expected.verdict:
        return f"the verdict should be {expected.verdict} ({expected.why})"
    if expected.reason_contains not in result.reason:
        return f"the reason should contain {expected.reason_contains!r} ({expected.why})"
    cases = {case.name: case.verdict for case in result.cases}
    wrong = [
        f"{name} should be {verdict} and is {cases.get(name, 'missing')}"
        for name, verdict in expected.cases.items()
        if cases.get(name) is not verdict
    ]
    return "; ".join(wrong)
