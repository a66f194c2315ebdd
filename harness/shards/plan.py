"""The plan: which binaries each shard runs. Every shard computes it alike, or it is handed on as a file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from harness.errors import UsageError
from harness.model import Shard, Value
from harness.reports.json import encode
from harness.shards.packing import BY_DURATION, Packing, pack

PLAN_SCHEMA = "harness.plan/1"
_SHARD = re.compile(r"(\d+)/(\d+)")
_MOST_SHARDS = 256  # jobs of a matrix on GitHub


class PlannedShard(Value, frozen=True, kw_only=True):
    """One job: these binaries of these targets. ``seconds`` of one binary after the other."""

    targets: tuple[str, ...]
    shard: str  # 3/8
    keys: tuple[str, ...]
    seconds: float


class ShardPlan(Value, frozen=True, kw_only=True):
    """All jobs; ``why`` tells people how it came about."""

    schema: str = PLAN_SCHEMA
    by: str
    why: str
    shards: tuple[PlannedShard, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every planned binary, sorted."""
        return tuple(sorted(key for shard in self.shards for key in shard.keys))

    def find(self, shard: Shard, targets: Iterable[str]) -> PlannedShard:
        """The job of ``shard`` for ``targets``.

        Raises:
            UsageError: the plan has none, so it was made for another selection.
        """
        wanted, name = frozenset(targets), f"{shard.number}/{shard.total}"
        for each in self.shards:
            if each.shard == name and frozenset(each.targets) == wanted:
                return each
        known = "; ".join(f"{','.join(each.targets)} {each.shard}" for each in self.shards[:4])
        raise UsageError(
            f"the plan has no shard {name} for {', '.join(sorted(wanted))}, it has {known}",
            remedy="use the targets and the number of shards that it was made with",
        )


def parse_shard(text: str) -> Shard:
    """``3/8`` as a value.

    Raises:
        UsageError: it is none.
    """
    found = _SHARD.fullmatch(text.strip())
    number, total = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= total:
        raise UsageError(f"--shard {text}: no shard", remedy="write NUMBER/TOTAL, such as 3/8")
    return Shard(number=number, total=total)


def make_plan(
    keys: Mapping[tuple[str, ...], Iterable[str]],
    recorded: Mapping[str, float],
    *,
    number: int | None,
    wall_s: float,
    jobs: int,
) -> ShardPlan:
    """A plan for groups of targets, each packed for itself.

    Args:
        keys: targets of a group -> keys of its binaries.
        recorded: key -> seconds of earlier runs.
        number: shards of each group; None: as few as keep each job within ``wall_s``.
        wall_s: wished seconds of a job's boots.
        jobs: binaries that a job boots at a time.
    """
    shards: list[PlannedShard] = []
    reasons = []
    by = set()
    for targets, group in keys.items():
        wanted = tuple(group)
        total = number or enough_shards(wanted, recorded, wall_s=wall_s, jobs=jobs)
        packing = pack(wanted, recorded, total)
        by.add(packing.by)
        reasons.append(_reason(targets, packing, recorded, jobs=jobs, chosen=number is None, wall_s=wall_s))
        shards += [
            PlannedShard(targets=targets, shard=f"{index}/{total}", keys=each, seconds=round(seconds, 3))
            for index, (each, seconds) in enumerate(zip(packing.shards, packing.seconds, strict=True), 1)
        ]
    return ShardPlan(by=" and ".join(sorted(by)), why="\n".join(reasons), shards=tuple(shards))


def enough_shards(keys: Iterable[str], recorded: Mapping[str, float], *, wall_s: float, jobs: int) -> int:
    """The fewest shards of which none takes more than ``wall_s``, as far as single binaries allow it."""
    wanted = tuple(keys)
    longest_s = max(pack(wanted, recorded, 1).seconds[0] / max(1, len(wanted)), _longest_s(wanted, recorded))
    limit_s = max(wall_s, longest_s)  # a binary cannot be divided
    most = min(_MOST_SHARDS, max(1, len(wanted)))
    start = max(1, math.ceil(pack(wanted, recorded, 1).seconds[0] / jobs / limit_s))
    for number in range(min(start, most), most):
        if max(pack(wanted, recorded, number).seconds) / jobs <= limit_s:
            return number
    return most


def load_plan(path: Path) -> ShardPlan:
    """Read a plan file.

    Raises:
        UsageError: it is missing, damaged, or of another schema.
    """
    remedy = "write one with `harness plan -o FILE`"
    try:
        plan = msgspec.json.decode(path.read_bytes(), type=ShardPlan)
    except OSError as error:
        raise UsageError(f"cannot read the plan {path}: {error.strerror}", remedy=remedy) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is damaged or no plan: {error}", remedy=remedy) from None
    if plan.schema != PLAN_SCHEMA:
        raise UsageError(
            f"{path} has the schema {plan.schema!r}, this harness reads {PLAN_SCHEMA!r}", remedy=remedy
        )
    return plan


def plan_text(plan: ShardPlan) -> str:
    """The plan as a file."""
    return msgspec.json.format(encode(plan), indent=1).decode() + "\n"


def matrix(plan: ShardPlan) -> dict[str, object]:
    """What a CI makes jobs of: ``include`` with targets, shard, number of binaries and seconds of each."""
    return {
        "include": [
            {
                "targets": ",".join(each.targets),
                "shard": each.shard,
                "binaries": len(each.keys),
                "seconds": each.seconds,
            }
            for each in plan.shards
        ]
    }


def _reason(
    targets: tuple[str, ...],
    packing: Packing,
    recorded: Mapping[str, float],
    *,
    jobs: int,
    chosen: bool,
    wall_s: float,
) -> str:
    keys = [key for shard in packing.shards for key in shard]
    slowest = max(packing.seconds, default=0.0) / jobs
    text = f"{', '.join(targets)}: {len(keys)} binaries on {len(packing.shards)}, balanced by {packing.by}"
    if packing.by != BY_DURATION:
        return text
    text += f", the longest takes about {slowest:.1f} s with {jobs} at a time"
    if packing.unknown:
        text += f"; {packing.unknown} have no record and count as the median"
    longest_s = _longest_s(keys, recorded)
    if chosen and longest_s > wall_s:
        bottleneck = max(keys, key=lambda key: (recorded.get(key, 0.0), key))
        text += f"; {bottleneck} alone takes {longest_s:.1f} s, more shards do not help"
    return text


def _longest_s(keys: Iterable[str], recorded: Mapping[str, float]) -> float:
    return max((recorded.get(key, 0.0) for key in keys), default=0.0)
