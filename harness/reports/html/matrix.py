"""The table of binaries and targets: each row a binary, each column a target with one of its memories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harness.model import NATIVE, BinaryResult, Value
from harness.reports.html.cards import line
from harness.reports.html.status import STATUSES, Names, status_of
from harness.reports.html.templates import Markup, fill, join
from harness.reports.style import case_tally

_RANK = {status.name: rank for rank, status in enumerate(STATUSES)}


class Column(Value, frozen=True, kw_only=True):
    """A target with one memory. ``name`` is for addresses, ``memory`` for people, empty where it is plain."""

    name: str
    target: str
    variant: str
    memory: str


def columns(results: Iterable[BinaryResult]) -> tuple[Column, ...]:
    """The columns in the order of the run, those of one target side by side."""
    profiles: dict[tuple[str, str], str] = {}
    for result in results:
        key = (result.target, result.variant)
        profiles[key] = profiles.get(key) or result.profile
    number = Counter(target for target, _ in profiles)
    order = [key for target in number for key in profiles if key[0] == target]
    return tuple(
        Column(
            name=target if number[target] == 1 else f"{target}/{variant}",
            target=target,
            variant=variant,
            memory=profiles[target, variant] or ("" if variant == NATIVE else variant),
        )
        for target, variant in order
    )


Cells = dict[tuple[str, str], BinaryResult]  # by target and variant


def rows(results: Iterable[BinaryResult]) -> list[tuple[str, str, Cells]]:
    """Suite, binary and cells of each row; what needs attention first, then by name."""
    found: dict[tuple[str, str], Cells] = {}
    for result in results:
        found.setdefault((result.suite, result.name), {})[result.target, result.variant] = result

    def urgency(item: tuple[tuple[str, str], Cells]) -> tuple[int, int, str]:
        ranks = [_RANK[status_of(each).name] for each in item[1].values()]
        troubled = sum(not each.accepted for each in item[1].values())
        return (-troubled, min(ranks), item[0][1])

    return [(suite, name, row) for (suite, name), row in sorted(found.items(), key=urgency)]


def matrix(results: tuple[BinaryResult, ...], names: Names) -> Markup:
    """The whole table; scripts sort and filter it."""
    shown = columns(results)
    heads = (
        fill("matrix_head", name=column.name, target=column.target, memory=column.memory, tally=_tally(group))
        for column in shown
        for group in [[each for each in results if (each.target, each.variant) == _key(column)]]
    )
    body = (
        fill(
            "matrix_row",
            suite=line(suite, 100),
            binary=line(name, 100),
            cells=join(
                _cell(row[_key(column)], names) if _key(column) in row else fill("matrix_gap")
                for column in shown
            ),
        )
        for suite, name, row in rows(results)
    )
    return fill("matrix", heads=join(heads), rows=join(body))


def _key(column: Column) -> tuple[str, str]:
    return column.target, column.variant


def _tally(group: list[BinaryResult]) -> str:
    return f"{sum(each.accepted for each in group)}/{len(group)}"


def _cell(result: BinaryResult, names: Names) -> Markup:
    status = status_of(result)
    passed, total = case_tally(result.cases)
    cases = "" if not total else str(total) if passed == total else f"{passed}/{total}"
    return fill("matrix_cell", name=names[result], status=status.name, label=status.label, cases=cases)
