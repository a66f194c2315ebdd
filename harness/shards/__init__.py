"""One run on several machines: each takes a shard, and a merge proves that nothing is missing or double.

* :mod:`packing`: binaries to shards, by recorded durations
* :mod:`plan`: the plan file and the matrix of a CI
* :mod:`merge`: results of all shards as one run
"""

from harness.shards.packing import Packing, expected_durations, pack
from harness.shards.plan import PlannedShard, ShardPlan, load_plan, make_plan, parse_shard

__all__ = [
    "Packing",
    "PlannedShard",
    "ShardPlan",
    "expected_durations",
    "load_plan",
    "make_plan",
    "pack",
    "parse_shard",
]
