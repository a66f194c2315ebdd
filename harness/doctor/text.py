"""The report of doctor for people."""

from __future__ import annotations

from harness.cli.output import table
from harness.doctor.checks import Check
from harness.doctor.machine import Report


def render(report: Report) -> str:
    """A table of all checks, then for each problem what it is and what to do."""
    rows = [(_state(each), each.name, each.version or "-", str(each.path or "-")) for each in report.checks]
    parts = [table(("", "what", "version", "path"), rows)]
    wrong = [each for each in report.checks if not each.ok]
    if wrong:
        parts.append("\n".join(_problem(each) for each in wrong))
    parts.append(
        "All is in order." if report.healthy else "Something needed is missing: run 'harness setup'."
    )
    return "\n\n".join(parts)


def _state(check: Check) -> str:
    return "ok" if check.ok else "MISSING" if check.needed else "optional"


def _problem(check: Check) -> str:
    extra = "" if check.needed else " (optional)"
    remedy = f"\n    {check.remedy}" if check.remedy else ""
    return f"{check.name}{extra}: {check.problem}{remedy}"
