"""The results of all shards as one run, with the proof that every planned binary is there exactly once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from harness.errors import UsageError
from harness.model import BinaryResult, RunResult, Value, Verdict
from harness.reports.text import count
from harness.shards.plan import ShardPlan

NEVER_CAME = "no shard has a result of it"


class Merged(Value, frozen=True, kw_only=True):
    """One run, and what is wrong with it: what is missing or double, one line each."""

    result: RunResult
    problems: tuple[str, ...]


def merge(named: Sequence[tuple[str, RunResult]], plan: ShardPlan | None) -> Merged:
    """Join runs; ``named`` are pairs of where each was read from and the run.

    A planned binary without a result comes as ``not_run``, so that the merged reports are red, too. Of a
    binary with several results the worst is kept: an accepted one only where all are.

    Raises:
        UsageError: the runs do not belong together.
    """
    _check_versions(named)
    runs = [run for _, run in named]
    results: dict[str, list[tuple[str, BinaryResult]]] = defaultdict(list)
    for place, run in named:
        for binary in run.binaries:
            results[binary.key].append((place, binary))
    planned = Counter(plan.keys) if plan is not None else _planned(named)
    problems = [*_shard_problems(named), *_double(results), *_strangers(results, planned)]
    missing = sorted(planned.keys() - results.keys())
    problems += [f"missing: {key}, {NEVER_CAME}" for key in missing]
    chosen = [max(several, key=_badness)[1] for _, several in sorted(results.items())]
    chosen += [_missing(key) for key in missing]
    first = min(runs, key=lambda run: run.started_at)
    return Merged(
        result=msgspec.structs.replace(
            first,
            run_id="",
            duration_s=max(run.started_at + run.duration_s for run in runs) - first.started_at,
            simulators={name: version for run in runs for name, version in run.simulators.items()},
            binaries=tuple(chosen),
            interrupted=any(run.interrupted for run in runs),
            notes=tuple(dict.fromkeys(note for run in runs for note in run.notes)),
            shard=None,
        ),
        problems=tuple(problems),
    )


def _check_versions(named: Sequence[tuple[str, RunResult]]) -> None:
    versions: dict[str, str] = {}
    for place, run in named:
        versions.setdefault(run.harness_version, place)
    if len(versions) > 1:
        told = ", ".join(f"{place} is of {version}" for version, place in versions.items())
        raise UsageError(
            f"the results are of several versions of harness: {told}", remedy="run all shards with one"
        )


def _planned(named: Iterable[tuple[str, RunResult]]) -> Counter[str]:
    """What the runs themselves say was planned; a run that is no shard planned what it has."""
    planned: set[str] = set()
    for _, run in named:
        planned |= set(run.shard.planned) if run.shard else {binary.key for binary in run.binaries}
    return Counter(planned)


def _shard_problems(named: Sequence[tuple[str, RunResult]]) -> Iterable[str]:
    """Shards of one selection: each number once, and all cut into as many parts."""
    groups: dict[tuple[str, ...], list[tuple[str, RunResult]]] = defaultdict(list)
    for place, run in named:
        if run.shard is not None:
            groups[run.shard.planned].append((place, run))
    for planned, group in groups.items():
        what = f"the {count(len(planned), 'binary', 'binaries')} of {_targets(planned)}"
        totals = {run.shard.total for _, run in group if run.shard}
        if len(totals) > 1:
            yield f"{what} were cut into {' and '.join(map(str, sorted(totals)))} shards"
            continue
        (total,) = totals
        numbers = Counter(run.shard.number for _, run in group if run.shard)
        for number in range(1, total + 1):
            if number not in numbers:
                yield f"missing: shard {number}/{total} of {what}"
            elif numbers[number] > 1:
                places = [place for place, run in group if run.shard and run.shard.number == number]
                yield f"double: shard {number}/{total} of {what}: {', '.join(places)}"


def _double(results: dict[str, list[tuple[str, BinaryResult]]]) -> Iterable[str]:
    for key, several in sorted(results.items()):
        if len(several) > 1:
            yield f"double: {key}: {', '.join(place for place, _ in several)}"


def _strangers(results: dict[str, list[tuple[str, BinaryResult]]], planned: Counter[str]) -> Iterable[str]:
    for key in sorted(results.keys() - planned.keys()):
        yield f"not planned: {key}: {results[key][0][0]}"


def _badness(result: tuple[str, BinaryResult]) -> tuple[bool, bool]:
    return not result[1].accepted, not result[1].verdict.green


def _missing(key: str) -> BinaryResult:
    target, variant, name = key.split("/", 2)
    return BinaryResult(
        name=name,
        suite="",
        target=target,
        variant=variant,
        simulator="",
        verdict=Verdict.NOT_RUN,
        reason=NEVER_CAME,
    )


def _targets(planned: Iterable[str]) -> str:
    return ", ".join(sorted({key.partition("/")[0] for key in planned})) or "nothing"
