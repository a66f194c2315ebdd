"""The part of a plan that one machine runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harness.errors import ReportError, UsageError
from harness.events import EventStream, Note
from harness.history import recorded_durations
from harness.model import Shard
from harness.reports.text import count
from harness.settings import Settings
from harness.shards.packing import BY_DURATION, pack
from harness.shards.plan import load_plan


def own_keys(settings: Settings, keys: Iterable[str], events: EventStream) -> tuple[frozenset[str], Shard]:
    """Which of ``keys`` (all that the run selects) are this machine's, and what to note in its results.

    Raises:
        UsageError: the plan is missing, damaged, or was made for another selection.
    """
    assert settings.shard is not None
    every = tuple(sorted(keys))
    number, total = settings.shard.number, settings.shard.total
    if settings.plan is not None:
        plan = load_plan(settings.plan)
        own = frozenset(plan.find(settings.shard, settings.targets).keys)
        group = [each for each in plan.shards if frozenset(each.targets) == frozenset(settings.targets)]
        _check(every, [key for each in group for key in each.keys], str(settings.plan))
        how = f"as {settings.plan.name} says"
    else:
        packing = pack(every, known_durations(settings, events), total)
        own = frozenset(packing.shards[number - 1])
        how = f"balanced by {packing.by}"
        if packing.by == BY_DURATION and packing.unknown:
            how += f", {packing.unknown} have no record and count as the median"
    text = f"shard {number}/{total}: {len(own)} of {count(len(every), 'binary', 'binaries')}, {how}"
    events.emit(Note(text=text))
    return own, Shard(number=number, total=total, planned=every)


def known_durations(settings: Settings, events: EventStream) -> dict[str, float]:
    """Key -> seconds from the history; nothing, with a note, where it cannot be used."""
    if not settings.history_file.is_file():
        return {}
    try:
        return recorded_durations(settings.history_file)
    except ReportError as error:
        events.emit(Note(text=f"{error}; shards are balanced by count"))
        return {}


def _check(selected: Iterable[str], planned: Iterable[str], place: str) -> None:
    """Every planned binary is there and none came up since, or one would run twice or never."""
    here, there = Counter(selected), Counter(planned)
    for missing, what in ((there - here, "names"), (here - there, "does not know")):
        if missing:
            names = ", ".join(sorted(missing)[:3])
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            raise UsageError(
                f"{place} was made for another selection: it {what} {names}{more}",
                remedy="make the plan with the same targets, suites and expressions",
            )
