"""What a summary says of suites that are run with two memories, and of trouble that is known."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model import BinaryResult, Verdict
from harness.reports.blocks import place_name
from harness.reports.style import BOLD, DIM, PLAIN, WARN, Line, wrapped
from harness.reports.text import clean_line
from harness.settings import REAL, ROOMY

_SAID = {REAL: "run on the real part", ROOMY: "pass when given room"}


def profile_lines(binaries: Iterable[BinaryResult]) -> list[Line]:
    """One line per target: ``bluepill: 113 of 131 run on the real part, 131 of 131 pass when given room``."""
    groups: dict[str, dict[str, list[BinaryResult]]] = {}
    for binary in binaries:
        if binary.profile in _SAID and binary.verdict is not Verdict.NOT_RUN:
            groups.setdefault(binary.target, {}).setdefault(binary.profile, []).append(binary)
    lines: list[Line] = []
    for target, profiles in groups.items():
        said = [f"{_passed(profiles[name])} {words}" for name, words in _SAID.items() if name in profiles]
        lines.append(((f"{target}: ", BOLD), (", ".join(said), PLAIN)))
    return [(), *lines] if lines else []


def _passed(group: list[BinaryResult]) -> str:
    return f"{sum(each.verdict is Verdict.PASSED for each in group)} of {len(group)}"


def known_text(result: BinaryResult) -> str:
    """What is seen of a known trouble, and why it is accepted."""
    return f"{result.reason}; known trouble: {result.known}"


def known_lines(binaries: Iterable[BinaryResult], width: int | None) -> list[Line]:
    """The results whose trouble is known, with the reason of each."""
    known = [binary for binary in binaries if binary.known]
    if not known:
        return []
    lines: list[Line] = [(), (("Known trouble", BOLD),)]
    for binary in known:
        place = place_name(binary.target, binary.variant)
        verdict = binary.verdict.value.replace("_", " ")
        lines.append(((f"  {place} {clean_line(binary.name)}: ", PLAIN), (verdict, WARN)))
        lines += [((row, DIM),) for row in wrapped(clean_line(binary.known), width=width, indent="    ")]
    return lines
