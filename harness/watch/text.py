"""What a watch says between its rounds."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from harness.model import BinaryResult
from harness.reports.blocks import place_name
from harness.reports.style import BAD, BOLD, DIM, GOOD, PLAIN, WARN, Line, label, wrapped
from harness.reports.text import clean_line, count, shown_path
from harness.watch.memory import Memory
from harness.watch.places import Places

_MOST_NAMES = 3
_MOST_NOT_GREEN = 10


def watching_line(places: Places, base: Path, width: int | None) -> list[Line]:
    """Which folders are watched."""
    folders = [each.path for each in (*places.sources, *places.basis) if not each.files]
    files = sorted(file for each in places.sources for file in each.files)
    names = dict.fromkeys(clean_line(shown_path(each, base)) for each in (*folders, *files))
    shown = ", ".join(name if name != "." else "this folder" for name in names)
    return [((row, DIM),) for row in wrapped(f"watching {shown}; Ctrl-C ends", width=width, indent="")]


def change_lines(changed: Iterable[Path], base: Path, width: int | None) -> list[Line]:
    """What was saved, with the time of day; files that came and went are no news beside one that is there."""
    paths = sorted(changed)
    names = [clean_line(shown_path(path, base)) for path in paths if path.exists()]
    names = names or [f"{clean_line(shown_path(path, base))} is gone" for path in paths]
    text = f"{time.strftime('%H:%M:%S')} {_some(names)}"
    return [(), *(((row, BOLD),) for row in wrapped(text, width=width, indent=""))]


def error_lines(text: str, width: int | None) -> list[Line]:
    """A mistake that a save made, such as one in the configuration: the next save may mend it."""
    rows = [row for line in text.splitlines() for row in wrapped(f"error: {line}", width=width, indent="")]
    return [((row, BAD),) for row in rows]


def note_line(text: str) -> Line:
    """One plain remark."""
    return (("note: ", WARN), (text, PLAIN))


def state_lines(memory: Memory, ran: Iterable[BinaryResult], width: int | None) -> list[Line]:
    """How everything stands, the binaries of earlier rounds included."""
    now = {result.key: result for result in ran}
    lines: list[Line] = []
    if green := [_named(each) for each in now.values() if each.accepted]:
        text = f"green: {_some(green)}"  # what is not has been shown by the round itself
        lines += [((row, PLAIN),) for row in wrapped(text, width=width, indent="")]
    red = memory.not_green()
    if not red:
        every = count(len(memory.results), "binary is", "binaries are")
        return [*lines, ((f"{'all ' if len(memory.results) > 1 else ''}{every} green", GOOD),)]
    older = [each for each in red if each.key not in now]
    for each in older[:_MOST_NOT_GREEN]:
        word, style = label(each)
        rows = wrapped(f"{_named(each)}: {clean_line(each.reason)}", width=width, indent="      ")
        lines += [(("still ", PLAIN), (f"{word} ", style), (rows[0].strip(), PLAIN))]
        lines += [((row, PLAIN),) for row in rows[1:]]
    if len(older) > _MOST_NOT_GREEN:
        lines.append(((f"… and {len(older) - _MOST_NOT_GREEN} more that are not green", DIM),))
    return lines


def _named(result: BinaryResult) -> str:
    return f"{place_name(result.target, result.variant)} {clean_line(result.name)}"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
