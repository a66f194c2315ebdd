"""The errors of a validation as one small HTML page: a dot for each input, by target."""

from __future__ import annotations

import math
from html import escape

from harness.models.accuracy import HEADINGS, rows
from harness.models.validate import TargetReport, Validation

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 720, 180, 64, 24
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Validation of {title}</title><style>
:root {{ color-scheme: light dark; --ok: #1a7f37; --bad: #cf222e; --line: #8886 }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums }}
th, td {{ padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--line) }}
th:first-child, td:first-child, th:nth-child(2), td:nth-child(2) {{ text-align: left }}
svg {{ max-width: 100%; height: auto }} text {{ font-size: 11px; fill: currentColor }}
.axis {{ stroke: var(--line) }} .ok {{ fill: var(--ok) }} .bad {{ fill: var(--bad) }}
</style></head><body><main><h1>Validation of {title}</h1>
<p>Errors against {reference}, absolute, in the outputs' stored units.</p>
<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>
{plots}</main></body></html>
"""


def page(validation: Validation) -> str:
    """The whole page, self-contained."""
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows(validation)
    )
    plots = "".join(
        _plot(report, index, output)
        for report in validation.targets
        for index, output in enumerate(validation.outputs)
        if report.inputs
    )
    return _PAGE.format(
        title=escape(validation.model),
        reference=escape(validation.reference),
        head="".join(f'<th scope="col">{each}</th>' for each in HEADINGS),
        body=body,
        plots=plots,
    )


def _plot(report: TargetReport, index: int, output: str) -> str:
    comparisons = [each[index] for each in report.inputs]
    finite = [each.max_error for each in comparisons if math.isfinite(each.max_error)]
    top = max(finite, default=0.0) or 1.0
    step = (_WIDTH - _LEFT) / max(len(comparisons), 1)
    dots = []
    for number, each in enumerate(comparisons):
        share = each.max_error / top if math.isfinite(each.max_error) else 1.0
        x = _LEFT + step * (number + 0.5)
        y = (_HEIGHT - _BOTTOM) * (1 - share) + 6
        kind = "ok" if each.ok else "bad"
        word = "within tolerance" if each.ok else "beyond tolerance"
        dots.append(
            f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{3 if each.ok else 5}">'
            f"<title>input {number}: worst error {each.max_error:g}, {word}</title></circle>"
        )
    label = f"{report.target}, output {output}: worst error of each input"
    floor = _HEIGHT - _BOTTOM + 6
    return (
        f"<h2>{escape(report.target)}: {escape(output)}</h2>"
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT + 6}" role="img" aria-label="{escape(label)}">'
        f'<line class="axis" x1="{_LEFT}" y1="{floor}" x2="{_WIDTH}" y2="{floor}"/>'
        f'<text x="{_LEFT - 6}" y="12" text-anchor="end">{top:.3g}</text>'
        f'<text x="{_LEFT - 6}" y="{floor}" text-anchor="end">0</text>'
        f'<text x="{_LEFT}" y="{_HEIGHT}">input 0</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT}" text-anchor="end">input {len(comparisons) - 1}</text>'
        f"{''.join(dots)}</svg>"
    )
