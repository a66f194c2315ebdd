"""``expectations.toml`` of a suite as values."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from harness.model import BinaryResult, EndingKind, Verdict

FOLDER = Path(__file__).parents[1] / "micro_tests" / "misbehaving"


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What differs on one target, on one simulator, or on one target there, and why."""

    why: str
    verdict: Verdict | None = None
    reason_contains: str | None = None
    cases: dict[str, Verdict] | None = None


class Expectation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What harness must say of one firmware."""

    verdict: Verdict
    reason_contains: str
    why: str
    cases: dict[str, Verdict] = {}
    exclude: tuple[str, ...] = ()
    timeout_s: float | None = None
    override: dict[str, Override] = {}

    def on(self, target: str, simulator: str) -> Expectation:
        """With the overrides of the target, the simulator, and of both together applied."""
        changes: dict[str, Any] = {}
        for key in (target, simulator, f"{target} on {simulator}"):
            if (override := self.override.get(key)) is not None:
                given = msgspec.structs.asdict(override)
                changes |= {name: value for name, value in given.items() if value is not None}
        return msgspec.structs.replace(self, **changes)


def load_expectations(folder: Path = FOLDER) -> dict[str, Expectation]:
    """All of them by the firmware's name."""
    tables: dict[str, Any] = tomllib.loads((folder / "expectations.toml").read_text())
    return msgspec.convert(tables, dict[str, Expectation], strict=False)


def disagreement(result: BinaryResult, expected: Expectation) -> str:
    """How ``result`` differs from what is expected of it; empty where it does not."""
    said = f"{result.verdict}: {result.reason}"
    if result.target in expected.exclude:
        return "" if result.verdict is Verdict.SKIPPED else f"was not left out, {said}"
    if result.verdict is not expected.verdict or expected.reason_contains not in result.reason:
        return said
    cases = {case.name: case.verdict for case in result.cases}
    if any(cases.get(name) is not verdict for name, verdict in expected.cases.items()):
        return f"{said}, cases {cases}"
    by_time = result.attempts[-1].ending.kind in (EndingKind.BUDGET, EndingKind.WATCHDOG)
    if by_time and expected.verdict is not Verdict.TIMED_OUT:
        return f"{said}, but only when its time was up"
    return ""
