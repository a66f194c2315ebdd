"""``harness why``: for one result of the last run, why it is what it is."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli import completions
from harness.cli import options as shared
from harness.cli.output import say, say_json
from harness.errors import ExitCode


@click.command(name="why")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=completions.results)
@shared.json_flag
@shared.report_option
def command(*, names: tuple[str, ...], as_json: bool, report_folder: Path | None) -> ExitCode:
    """Tell of a result of the last run why it is what it is.

    NAME is a binary, target/binary, target/variant/binary, or a glob of these. Told are the evidence,
    declared and seen cases, memory, how it ended, and the clocks.
    """
    settings = shared.settings_from({"report_folder": report_folder}, default_targets=("all",))
    from harness.reports.folder import latest_run
    from harness.reports.load import load_results
    from harness.reports.why import find_results, why_text

    last = load_results(latest_run(settings.report_folder))
    found = find_results(last, names)
    if as_json:
        say_json(found)
    else:
        say("\n\n".join(why_text(each, last.working_folder) for each in found))
    return ExitCode.OK
