"""Merging: every planned binary exactly once, or it is said which is not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from harness.errors import UsageError
from harness.model import RunResult, Shard, Verdict
from harness.shards import make_plan
from harness.shards.merge import merge
from tests.unit.reports.samples import result, run

KEYS = ("bluepill/native/a", "bluepill/native/b", "bluepill/native/c")


def shard(number: int, *names: str, total: int = 2, planned: tuple[str, ...] = KEYS) -> tuple[str, RunResult]:
    whole = run(*(result(name) for name in names))
    part = Shard(number=number, total=total, planned=planned)
    return f"shard-{number}/results.json", replace(whole, shard=part, started_at=100.0 * number)


def test_all_shards_are_one_run() -> None:
    merged = merge([shard(2, "c"), shard(1, "a", "b")], None)
    assert merged.problems == ()
    assert [each.name for each in merged.result.binaries] == ["a", "b", "c"]
    assert merged.result.shard is None
    assert merged.result.started_at == 100.0
    assert merged.result.duration_s == pytest.approx(102.3)


def test_a_missing_shard_is_named_with_its_binaries() -> None:
    merged = merge([shard(1, "a", "b")], None)
    assert merged.problems == (
        "missing: shard 2/2 of the 3 binaries of bluepill",
        "missing: bluepill/native/c, no shard has a result of it",
    )
    assert merged.result.binaries[-1].verdict is Verdict.NOT_RUN


def test_a_shard_that_came_twice_is_double() -> None:
    merged = merge([shard(1, "a", "b"), shard(1, "a", "b"), shard(2, "c")], None)
    assert merged.problems[0].startswith("double: shard 1/2 of the 3 binaries of bluepill: shard-1/")
    assert merged.problems[1].startswith("double: bluepill/native/a: ")
    assert len(merged.result.binaries) == 3


def test_of_a_double_the_worse_counts() -> None:
    place, red = shard(1, "b")
    red = replace(red, binaries=(result("a", Verdict.FAILED), *red.binaries))
    merged = merge([shard(1, "a", "b"), (place, red), shard(2, "c")], None)
    assert merged.result.binaries[0].verdict is Verdict.FAILED


def test_shards_of_different_cuts_do_not_fit() -> None:
    merged = merge([shard(1, "a", "b"), shard(2, "c", total=3)], None)
    assert merged.problems[0] == "the 3 binaries of bluepill were cut into 2 and 3 shards"


def test_several_targets_each_with_shards_of_its_own() -> None:
    other = replace(result("a"), target="host")
    place, run_of_host = shard(1, total=1, planned=("host/native/a",))
    merged = merge(
        [shard(1, "a", "b"), shard(2, "c"), (place, replace(run_of_host, binaries=(other,)))], None
    )
    assert merged.problems == ()
    assert len(merged.result.binaries) == 4


def test_an_empty_shard_is_fine() -> None:
    assert merge([shard(1, "a", total=2, planned=KEYS[:1]), shard(2, planned=KEYS[:1])], None).problems == ()


def test_a_plan_knows_of_targets_that_never_came() -> None:
    plan = make_plan({("bluepill",): KEYS, ("host",): ("host/native/a",)}, {}, number=1, wall_s=1, jobs=1)
    merged = merge([shard(1, "a", "b", "c", total=1)], plan)
    assert merged.problems == ("missing: host/native/a, no shard has a result of it",)
    strange = merge(
        [shard(1, "a", "b", "c", "d", total=1)],
        make_plan({("bluepill",): KEYS}, {}, number=1, wall_s=1, jobs=1),
    )
    assert strange.problems == ("not planned: bluepill/native/d: shard-1/results.json",)


def test_runs_that_are_no_shards_are_joined() -> None:
    merged = merge([("one", run(result("a"))), ("two", run(result("b")))], None)
    assert merged.problems == ()
    assert merge([("one", run(result("a"))), ("two", run(result("a")))], None).problems == (
        "double: bluepill/native/a: one, two",
    )


def test_different_versions_of_harness_are_refused() -> None:
    place, other = shard(2, "c")
    with pytest.raises(UsageError, match=r"several versions of harness: .* is of 0.1.0, .* is of 9"):
        merge([shard(1, "a", "b"), (place, replace(other, harness_version="9"))], None)
