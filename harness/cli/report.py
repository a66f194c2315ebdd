"""``harness report``: the page of a run that is over."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli import options as shared
from harness.cli.output import say
from harness.errors import ExitCode


@click.command(name="report")
@click.argument("results", required=False, type=shared.PATH, metavar="[RESULTS]")
@click.option("--html", type=shared.PATH, metavar="FILE", help="Where to write it. [default: beside RESULTS]")
@shared.report_option
def command(*, results: Path | None, html: Path | None, report_folder: Path | None) -> ExitCode:
    """Write the page of a run from its results.

    RESULTS is a results.json or a run's folder; without it, the last run. The logs are taken from the same
    folder.
    """
    from harness.reports.folder import latest_run
    from harness.reports.html import write_html
    from harness.reports.load import load_results

    settings = shared.settings_from({"report_folder": report_folder}, default_targets=("all",))
    if results is None:
        results = latest_run(settings.report_folder)
    folder = results if results.is_dir() else results.absolute().parent
    say(str(write_html(load_results(results), folder, path=html, history=settings.history_file)))
    return ExitCode.OK
