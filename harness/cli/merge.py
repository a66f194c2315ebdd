"""``harness merge``: the results of all shards as one run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.errors import ExitCode


@click.command(name="merge")
@click.argument("results", nargs=-1, required=True, type=shared.PATH, metavar="RESULTS...")
@click.option(
    "--plan", type=shared.PATH, metavar="FILE", help="What 'harness plan' wrote: what has to be there."
)
@shared.together(
    shared.report_option,
    click.option("--junit", type=shared.PATH, metavar="FILE", help="Another copy of the JUnit file."),
    click.option("--json", type=shared.PATH, metavar="FILE", help="Another copy of results.json."),
    shared.github_option,
    shared.quiet_option,
    shared.verbose_option,
)
def command(*, results: tuple[Path, ...], plan: Path | None, **options: Any) -> ExitCode:
    """Join the results of all shards and prove that every planned binary is there exactly once.

    RESULTS are results.json files, folders of runs, or folders that hold some. The reports of the whole run
    are written like those of any run. Exit code 1 where something is missing, double or not green.
    """
    settings = shared.settings_from(shared.with_verbosity(options), default_targets=("all",))
    from harness.pipeline import exit_code_of
    from harness.reports.text import first_of_each_kind
    from harness.shards.plan import load_plan
    from harness.shards.publish import merge_files

    merged = merge_files(results, load_plan(plan) if plan is not None else None, settings)
    for problem in first_of_each_kind(merged.problems):
        print(f"harness: error: {problem}", file=sys.stderr)
    return ExitCode.NOT_GREEN if merged.problems else exit_code_of(merged.result)
