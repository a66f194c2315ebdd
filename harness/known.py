"""Known trouble, as data: which binary, where, what is seen, why, and until when that is accepted.

A file of ``[[known]]`` tables: a user's quarantine, or ``suites/tflm/expectations.toml``, which comes with
harness. An entry never makes a result green: it is told apart and does not fail the run. Where it has
expired, or the trouble is another one, it has no effect; where the trouble is gone, the result says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from harness.config import read_table
from harness.errors import ConfigError
from harness.model import BinaryResult, TestBinary, Value, Verdict
from harness.settings import PROFILES
from harness.suggest import did_you_mean

_KEYS = ("binary", "target", "profile", "verdict", "reason", "until")
_NEEDED = ("binary", "verdict", "reason", "until")
FLAKY = "flaky"  # beside the verdicts: passed, but only at a retry


class Known(Value, frozen=True, kw_only=True):
    """One entry. ``binary`` and ``targets`` are globs; ``profile`` is empty where it is any.

    ``verdicts`` and ``flaky`` are what is accepted; at least one of them is given.
    """

    binary: str
    verdicts: tuple[Verdict, ...]
    reason: str
    until: date
    targets: tuple[str, ...] = ("*",)
    profile: str = ""
    flaky: bool = False

    def means(self, binary: BinaryResult | TestBinary) -> bool:
        """Whether the entry is about this binary, here."""
        return (
            fnmatchcase(binary.name, self.binary)
            and any(fnmatchcase(binary.target, target) for target in self.targets)
            and self.profile in ("", binary.profile)
        )

    def foresees(self, result: BinaryResult) -> bool:
        """Whether the result's trouble is the entry's."""
        return self.flaky if result.flaky else result.verdict in self.verdicts


def is_expected(binary: TestBinary, verdict: Verdict, known: Iterable[Known], today: date) -> bool:
    """Whether ``verdict`` of ``binary`` is accepted as it is, so that another boot has nothing to add."""
    return any(verdict in each.verdicts and today <= each.until and each.means(binary) for each in known)


def settle(result: BinaryResult, known: Iterable[Known], today: date) -> BinaryResult:
    """``result`` with what is known of it."""
    entries = [entry for entry in known if entry.means(result)]
    same = [entry for entry in entries if not result.accepted and entry.foresees(result)]
    for entry in same:
        if today <= entry.until:
            return msgspec.structs.replace(result, known=f"{entry.reason} (accepted until {entry.until})")
    remarks = [f"was known trouble until {entry.until}: {entry.reason}" for entry in same]
    if result.verdict is Verdict.PASSED and not result.flaky:  # one good run does not end flakiness
        gone = [entry for entry in entries if not entry.flaky]
        remarks += [f"known trouble is gone, remove its entry: {entry.reason}" for entry in gone]
    return msgspec.structs.replace(result, remarks=(*result.remarks, *remarks)) if remarks else result


def strangers(known: Iterable[Known], names: Collection[str]) -> tuple[str, ...]:
    """One line for each entry that is about none of the binaries ``names``, such as one with a slip."""
    globs = dict.fromkeys(entry.binary for entry in known)
    lost = [glob for glob in globs if not any(fnmatchcase(name, glob) for name in names)]
    said = ((f"no binary is named {glob!r}", did_you_mean(glob, names)) for glob in lost)
    return tuple(", ".join(filter(None, parts)) for parts in said)


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
    if _is_all(str(entry["binary"])) and any(map(_is_all, targets)):
        raise ConfigError(f"{place}: is about every binary on every target; name a binary or a target")
    texts = {key: value for key, value in entry.items() if key not in ("until", "target", "verdict")}
    for key, value in texts.items():
        if not _is_text(value):
            raise ConfigError(f"{place}.{key}: expected a text, found {value!r}")
    seen = _troubles(entry["verdict"], place)
    profile = texts.get("profile", "")
    if profile and profile not in PROFILES:
        raise ConfigError(f"{place}.profile: expected one of {', '.join(PROFILES)}, found {profile!r}")
    return Known(
        binary=texts["binary"],
        verdicts=tuple(Verdict(each) for each in seen if each != FLAKY),
        flaky=FLAKY in seen,
        reason=texts["reason"],
        until=until,
        targets=tuple(targets),
        profile=profile,
    )


def _troubles(value: object, place: str) -> list[str]:
    """What is accepted: verdicts that are not green, or :data:`FLAKY`."""
    wanted: list[object] = value if isinstance(value, list) and value else [value]
    possible = [*(verdict.value for verdict in Verdict if not verdict.green), FLAKY]
    for each in wanted:
        if each not in possible:
            raise ConfigError(f"{place}.verdict: expected one of {', '.join(possible)}, found {each!r}")
    return [str(each) for each in wanted]


def _is_all(glob: str) -> bool:
    return "*" in glob and not glob.strip("*?")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
