"""The errors of a validation as one small HTML page: a mark for each input, by target."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from harness.models.accuracy import HEADINGS, first_mismatches, rows
from harness.models.compare import Comparison, worst
from harness.models.validate import TargetReport, Validation, mismatch

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 190, 64, 12, 28
_MOST_MARKS = 600  # more inputs share one, which shows the worst of them
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Validation of {title}</title><style>
:root {{
  color-scheme: light dark; --paper: light-dark(#fafaf8, #101214); --surface: light-dark(#fff, #17191c);
  --ink: light-dark(#1a1c1e, #e7e8ea); --dim: light-dark(#575c61, #9ba2a9);
  --line: light-dark(#d6d6d0, #2f343a); --good: light-dark(#157340, #5cc98a);
  --bad: light-dark(#bd2018, #ff8078);
}}
body {{
  font: 14px/1.5 system-ui, "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; background: var(--paper); color: var(--ink);
  max-width: 60rem; margin: 1.5rem auto; padding: 0 clamp(12px, 3vw, 40px);
}}
h1 {{ font-size: 1.35rem; margin: 0; overflow-wrap: anywhere }}
h2 {{ font-size: 1rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere }}
p {{ margin: .3rem 0; overflow-wrap: anywhere }} .dim {{ color: var(--dim) }} .bad {{ color: var(--bad) }}
.wide {{ overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 6px }}
.wide:focus-visible {{ outline: 2px solid var(--ink) }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ padding: .25rem .7rem; text-align: right; white-space: nowrap }}
tbody tr {{ border-top: 1px solid var(--line) }} th {{ color: var(--dim); font-weight: 600 }}
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) {{ text-align: left }}
svg {{ display: block; width: 100%; min-width: 36rem; height: auto }}
text {{ font-size: 11px; fill: var(--dim) }} .axis {{ stroke: var(--line) }}
path.ok {{ fill: var(--good) }} path.bad {{ fill: var(--bad) }}
</style></head><body><main><h1>Validation of {title}</h1>
<p class="dim">{path}</p>
<p>Absolute errors against {reference}, in the outputs' stored units.</p>
<div class="wide" tabindex="0" role="region" aria-label="Numbers of all targets">
<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>
{mismatches}
{plots}</main></body></html>
"""
# A dot and a diamond: what is told by colour is told by shape, too.
_OK, _BAD = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0", "m0-6l6 6l-6 6l-6-6z"


def page(validation: Validation) -> str:
    """The whole page, self-contained."""
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows(validation)
    )
    return _PAGE.format(
        title=escape(Path(validation.model).name),
        path=escape(validation.model),
        reference=escape(validation.reference),
        head="".join(f'<th scope="col">{each}</th>' for each in HEADINGS),
        body=body,
        mismatches="".join(
            f'<p class="bad">{escape(f"{report.target}: input {number}, {mismatch(comparison)}")}</p>'
            for report, number, comparison in first_mismatches(validation)
        ),
        plots="\n".join(_plots(validation)),
    )


def _plots(validation: Validation) -> Iterator[str]:
    for report in validation.targets:
        if not report.inputs:
            yield f"<h2>{escape(report.target)}</h2><p>No input was compared.</p>"
            continue
        for index, output in enumerate(validation.outputs):
            comparisons = [each[index] for each in report.inputs]
            yield f"<h2>{escape(report.target)}: {escape(output)}</h2>"
            if any(each.max_error for each in comparisons):
                yield _plot(report, output, comparisons)
            else:
                count = len(comparisons)
                inputs = "1 input" if count == 1 else f"{count} inputs"
                yield f"<p>{inputs}, each equal to the reference.</p>"


def _plot(report: TargetReport, output: str, comparisons: Sequence[Comparison]) -> str:
    finite = [each.max_error for each in comparisons if math.isfinite(each.max_error)]
    top = max(finite, default=0.0) or 1.0
    size = -(-len(comparisons) // _MOST_MARKS)
    groups = [comparisons[at : at + size] for at in range(0, len(comparisons), size)]
    step = (_WIDTH - _LEFT - 8) / len(groups)
    floor = _HEIGHT - _BOTTOM
    marks = []
    for number, group in enumerate(groups):
        found = worst(group)
        assert found is not None
        share = found.max_error / top if math.isfinite(found.max_error) else 1.0
        x = _LEFT + step * (number + 0.5)
        y = floor - (floor - _TOP) * share
        kind, shape, word = ("ok", _OK, "within") if found.ok else ("bad", _BAD, "beyond")
        who = (
            f"input {number}" if size == 1 else f"inputs {number * size} to {number * size + len(group) - 1}"
        )
        marks.append(
            f'<path class="{kind}" d="M{x:.1f} {y:.1f}{shape}">'
            f"<title>{who}: worst error {found.max_error:g}, {word} tolerance</title></path>"
        )
    label = escape(f"{report.target}, output {output}: worst error of each input")
    middle = (_LEFT + _WIDTH) // 2
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{label}">'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f'<path class="axis" fill="none" d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - 8}"/>'
        f'<text x="{_LEFT - 6}" y="{_TOP + 4}" text-anchor="end">{top:.3g}</text>'
        f'<text x="{_LEFT - 6}" y="{floor}" text-anchor="end">0</text>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 10}">input 0</text>'
        f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">worst error of each input</text>'
        f'<text x="{_WIDTH - 8}" y="{_HEIGHT - 10}" text-anchor="end">input {len(comparisons) - 1}</text>'
        f"{''.join(marks)}</svg></div>"
    )
