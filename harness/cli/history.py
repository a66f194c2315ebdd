"""``harness history``: what earlier runs said of binaries, and how their numbers went."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli import options as shared
from harness.cli.output import say, say_json, table
from harness.errors import ExitCode, NothingToRunError


@click.command(name="history")
@shared.names_argument
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    help="Only this one, such as flash; may be repeated.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, metavar="N", help="Newest runs told. [default: 20]"
)
@shared.json_flag
@shared.report_option
def command(
    *, names: tuple[str, ...], metrics: tuple[str, ...], limit: int, as_json: bool, report_folder: Path | None
) -> ExitCode:
    """Tell what earlier runs said, and how the numbers went.

    Without NAME: the runs. NAME is a binary, target/binary, target/variant/binary, or a glob of these. The
    history is a file in the report folder, written by each run.
    """
    settings = shared.settings_from({"report_folder": report_folder}, default_targets=("all",))
    from harness.history import runs, trends
    from harness.history.text import runs_table, trend_lines

    if not names and not metrics:
        found = runs(settings.history_file, limit=limit)
        if as_json:
            say_json(found)
        else:
            say(table(("when", "commit", "took", "verdicts"), runs_table(found)))
        return ExitCode.OK
    several = trends(settings.history_file, names=names, metrics=metrics, limit=limit)
    if not several:
        what = " ".join((*names, *metrics))
        raise NothingToRunError(
            f"the history {settings.history_file} has nothing of {what}",
            remedy="`harness history` shows its runs",
        )
    if as_json:
        say_json(several)
    else:
        say("\n".join(trend_lines(several)))
    return ExitCode.OK
