"""Binaries to shards: longest first, each to the shard that has the least to do.

That is LPT scheduling (Graham 1969), at most 4/3 of the best there is. The same keys, durations and number
of shards give the same packing on every machine.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping

from harness.model import Value

BY_DURATION = "recorded durations"
BY_COUNT = "count"


class Packing(Value, frozen=True, kw_only=True):
    """``shards`` hold keys in their order, ``seconds`` what each will take one binary after the other.

    ``by`` says what was balanced: :data:`BY_DURATION`, or :data:`BY_COUNT` where nothing is recorded.
    ``unknown`` binaries have no recorded duration; they count as the median of the others.
    """

    by: str
    shards: tuple[tuple[str, ...], ...]
    seconds: tuple[float, ...]
    unknown: int


def expected_durations(keys: Iterable[str], recorded: Mapping[str, float]) -> tuple[dict[str, float], int]:
    """Seconds for each key, and how many of them are a guess (1 s each where nothing is recorded at all)."""
    wanted = tuple(keys)
    known = [recorded[key] for key in wanted if key in recorded]
    guess = statistics.median(known) if known else 1.0
    return {key: recorded.get(key, guess) for key in wanted}, len(wanted) - len(known)


def pack(keys: Iterable[str], recorded: Mapping[str, float], number: int) -> Packing:
    """``keys`` on ``number`` shards; with fewer keys than shards, the last ones are empty."""
    durations, unknown = expected_durations(keys, recorded)
    shards: list[list[str]] = [[] for _ in range(number)]
    loads = [0.0] * number
    for key in sorted(durations, key=lambda each: (-durations[each], each)):
        lightest = min(range(number), key=lambda index: (loads[index], len(shards[index]), index))
        shards[lightest].append(key)
        loads[lightest] += durations[key]
    return Packing(
        by=BY_COUNT if unknown == len(durations) else BY_DURATION,
        shards=tuple(map(tuple, shards)),
        seconds=tuple(loads),
        unknown=unknown,
    )
