"""Binaries to shards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.shards import expected_durations, pack
from harness.shards.packing import BY_COUNT, BY_DURATION

KEYS = st.lists(st.text(min_size=1), unique=True, max_size=30)


def test_longest_first() -> None:
    packing = pack("abcdef", {"a": 7.0, "b": 6.0, "c": 5.0, "d": 4.0, "e": 2.0, "f": 1.0}, 2)
    assert packing.shards == (("a", "d", "e"), ("b", "c", "f"))
    assert packing.seconds == (13.0, 12.0)
    assert (packing.by, packing.unknown) == (BY_DURATION, 0)


def test_what_is_unknown_counts_as_the_median() -> None:
    assert expected_durations("abcd", {"a": 1.0, "b": 5.0, "c": 9.0}) == (
        {"a": 1.0, "b": 5.0, "c": 9.0, "d": 5.0},
        1,
    )


def test_by_count_where_nothing_is_recorded() -> None:
    packing = pack([f"k{number}" for number in range(10)], {"other": 3.0}, 3)
    assert packing.by == BY_COUNT
    assert sorted(map(len, packing.shards)) == [3, 3, 4]


@given(keys=KEYS, number=st.integers(1, 12), data=st.data())
def test_each_key_once_and_no_worse_than_lpt_may_be(
    keys: list[str], number: int, data: st.DataObject
) -> None:
    seconds = st.floats(0.01, 100)
    recorded = {key: data.draw(seconds) for key in keys if data.draw(st.booleans())}
    packing = pack(keys, recorded, number)
    assert sorted(key for shard in packing.shards for key in shard) == sorted(keys)
    assert len(packing.shards) == number
    assert pack(reversed(keys), recorded, number) == packing
    durations, _ = expected_durations(keys, recorded)
    if durations:
        best = max(max(durations.values()), sum(durations.values()) / number)
        assert max(packing.seconds) <= best * (2 - 1 / number) + 1e-6  # Graham's bound for any list order
