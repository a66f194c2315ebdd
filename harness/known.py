"""Known upstream trouble, as data: which binary, where, what is seen, why, and until when that is accepted.

A file of ``[[known]]`` tables (``suites/tflm/expectations.toml`` comes with harness). An entry never makes
a result green: it is told apart and does not fail the run. Where it has expired, or the trouble is another
one,
it has no effect; where the trouble is gone, the result says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from harness.config import read_table
from harness.errors import ConfigError
from harness.model import BinaryResult, Value, Verdict
from harness.settings import PROFILES
from harness.suggest import did_you_mean

_KEYS = ("binary", "target", "profile", "verdict", "reason", "until")
_NEEDED = ("binary", "verdict", "reason", "until")


class Known(Value, frozen=True, kw_only=True):
    """One entry. ``binary`` and ``targets`` are globs; ``profile`` is empty where it is any."""

    binary: str
    verdict: Verdict
    reason: str
    until: date
    targets: tuple[str, ...] = ("*",)
    profile: str = ""

    def means(self, result: BinaryResult) -> bool:
        """Whether the entry is about this binary, here."""
        return (
            fnmatchcase(result.name, self.binary)
            and any(fnmatchcase(result.target, target) for target in self.targets)
            and self.profile in ("", result.profile)
        )


def settle(result: BinaryResult, known: Iterable[Known], today: date) -> BinaryResult:
    """``result`` with what is known of it."""
    entries = [entry for entry in known if entry.means(result)]
    same = [entry for entry in entries if entry.verdict is result.verdict]
    for entry in same:
        if today <= entry.until:
            return msgspec.structs.replace(result, known=f"{entry.reason} (accepted until {entry.until})")
    remarks = [f"was known trouble until {entry.until}: {entry.reason}" for entry in same]
    if result.verdict is Verdict.PASSED:
        remarks += [f"known trouble is gone, remove its entry: {entry.reason}" for entry in entries]
    return msgspec.structs.replace(result, remarks=(*result.remarks, *remarks)) if remarks else result


def load_known(path: Path) -> tuple[Known, ...]:
    """The entries of ``path``.

    Raises:
        ConfigError: a mistake in it, with its place and what was expected.
    """
    content = read_table(path)
    entries = content.get("known", [])
    strange = [key for key in content if key != "known"]
    if strange or not isinstance(entries, list):
        raise ConfigError(f"{path}: {(strange or ['known'])[0]}: expected nothing but [[known]] tables")
    return tuple(_entry(entry, f"{path}: known[{number}]") for number, entry in enumerate(entries))


def _entry(entry: object, place: str) -> Known:
    if not isinstance(entry, dict):
        raise ConfigError(f"{place}: expected a table")
    for key in entry:
        if key not in _KEYS:
            raise ConfigError(f"{place}.{key}: unknown key, {did_you_mean(key, _KEYS)}")
    for key in _NEEDED:
        if key not in entry:
            raise ConfigError(f"{place}.{key}: is missing")
    until = entry["until"]
    if not isinstance(until, date) or isinstance(until, datetime):
        raise ConfigError(f"{place}.until: expected a date such as 2027-01-31, found {until!r}")
    targets = entry.get("target", "*")
    targets = [targets] if isinstance(targets, str) else targets
    if not isinstance(targets, list) or not targets or not all(map(_is_text, targets)):
        raise ConfigError(f"{place}.target: expected a name, a glob, or a list of them")
    texts = {key: value for key, value in entry.items() if key not in ("until", "target")}
    for key, value in texts.items():
        if not _is_text(value):
            raise ConfigError(f"{place}.{key}: expected a text, found {value!r}")
    troubles = [verdict.value for verdict in Verdict if not verdict.green]
    if texts["verdict"] not in troubles:
        raise ConfigError(
            f"{place}.verdict: expected one of {', '.join(troubles)}, found {texts['verdict']!r}"
        )
    profile = texts.get("profile", "")
    if profile and profile not in PROFILES:
        raise ConfigError(f"{place}.profile: expected one of {', '.join(PROFILES)}, found {profile!r}")
    return Known(
        binary=texts["binary"],
        verdict=Verdict(texts["verdict"]),
        reason=texts["reason"],
        until=until,
        targets=tuple(targets),
        profile=profile,
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
