"""Plans and their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.model import Shard
from harness.shards import load_plan, make_plan, parse_shard
from harness.shards.plan import enough_shards, matrix, plan_text

KEYS = tuple(f"bluepill/native/t{number}" for number in range(8))
RECORDED = dict.fromkeys(KEYS, 10.0)


def test_a_shard_is_a_number_of_a_total() -> None:
    assert parse_shard("3/8") == Shard(number=3, total=8)


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "a/b", "-1/8", "1/0", "1.5/2"])
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="write NUMBER/TOTAL, such as 3/8"):
        parse_shard(text)


def test_as_few_shards_as_keep_the_wish() -> None:
    assert enough_shards(KEYS, RECORDED, wall_s=1000, jobs=1) == 1
    assert enough_shards(KEYS, RECORDED, wall_s=40, jobs=1) == 2
    assert enough_shards(KEYS, RECORDED, wall_s=40, jobs=2) == 1
    assert enough_shards(KEYS, RECORDED, wall_s=1, jobs=1) == 8  # no more than there are binaries
    assert enough_shards((), {}, wall_s=1, jobs=1) == 1


def test_what_cannot_be_divided_is_named() -> None:
    recorded = RECORDED | {KEYS[3]: 500.0}
    plan = make_plan({("bluepill",): KEYS}, recorded, number=None, wall_s=60, jobs=1)
    assert len(plan.shards) == 2  # the long one alone, and all the others
    assert plan.shards[0].keys == (KEYS[3],)
    assert "bluepill/native/t3 alone takes 500.0 s, more shards do not help" in plan.why


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    plan = make_plan({("bluepill", "host"): KEYS}, RECORDED, number=3, wall_s=1, jobs=2)
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan))
    assert load_plan(path) == plan
    assert plan.keys == KEYS
    assert matrix(plan)["include"][0] == {  # type: ignore[index]
        "targets": "bluepill,host",
        "shard": "1/3",
        "binaries": 3,
        "seconds": 30.0,
    }
    assert plan.find(Shard(number=2, total=3), ("host", "bluepill")).shard == "2/3"
    with pytest.raises(UsageError, match="the plan has no shard 2/4 for bluepill, host, it has"):
        plan.find(Shard(number=2, total=4), ("host", "bluepill"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read the plan"),
        ("{", "is damaged or no plan"),
        (
            '{"schema": "harness.plan/9", "by": "", "why": "", "shards": []}',
            "has the schema 'harness.plan/9'",
        ),
    ],
)
def test_a_file_that_is_none(content: str | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=said):
        load_plan(path)
