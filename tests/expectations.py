"""``micro_tests/misbehaving/expectations.toml`` as values."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from harness.model import Verdict

FOLDER = Path(__file__).parents[1] / "micro_tests" / "misbehaving"


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What differs on one target, and why."""

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

    def on(self, target: str) -> Expectation:
        """With the target's override applied."""
        override = self.override.get(target)
        if override is None:
            return self
        changes = {key: value for key, value in msgspec.structs.asdict(override).items() if value is not None}
        return msgspec.structs.replace(self, **changes)


def load_expectations() -> dict[str, Expectation]:
    """All of them by the firmware's name."""
    tables: dict[str, Any] = tomllib.loads((FOLDER / "expectations.toml").read_text())
    return msgspec.convert(tables, dict[str, Expectation], strict=False)
