"""The numbers of a validation, for people."""

from __future__ import annotations

from collections.abc import Iterator

from harness.models.compare import Comparison, agreement
from harness.models.validate import TargetReport, Validation

HEADINGS = ("target", "output", "max", "mean", "rmse", "cosine", "beyond", "class")


def rows(validation: Validation) -> Iterator[tuple[str, ...]]:
    """One row for each target and output, over all inputs that were compared."""
    for report in validation.targets:
        for index, output in enumerate(validation.outputs):
            comparisons = [each[index] for each in report.inputs]
            if comparisons:
                yield (report.target, _short(output), *_numbers(comparisons))


def first_mismatches(validation: Validation) -> Iterator[tuple[TargetReport, int, Comparison]]:
    """For each target the first comparison that failed, with the number of its input."""
    for report in validation.targets:
        for number, comparisons in enumerate(report.inputs):
            failed = next((each for each in comparisons if not each.ok), None)
            if failed is not None:
                yield report, number, failed
                break


def _numbers(comparisons: list[Comparison]) -> tuple[str, ...]:
    count = len(comparisons)
    agreed = agreement(comparisons)
    return (
        f"{max(each.max_error for each in comparisons):.3g}",
        f"{sum(each.mean_error for each in comparisons) / count:.3g}",
        f"{(sum(each.rmse**2 for each in comparisons) / count) ** 0.5:.3g}",
        f"{min(each.cosine for each in comparisons):.6f}",
        f"{sum(each.beyond for each in comparisons)}/{sum(each.elements for each in comparisons)}",
        f"{agreed[0]}/{agreed[1]}" if agreed else "-",
    )


def _short(name: str, width: int = 16) -> str:
    return name if len(name) <= width else f"…{name[-width + 1 :]}"
