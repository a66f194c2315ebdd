"""``harness rerun``: tests of the last run again, with its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from harness.cli import options as shared
from harness.cli import test
from harness.cli.invocation import Invocation
from harness.errors import ExitCode, UsageError


@click.command(name="rerun")
@shared.names_argument
@click.option("--failed", is_flag=True, help="Only what was not green.")
@shared.report_option
@shared.quiet_option
@shared.verbose_option
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    *,
    names: tuple[str, ...],
    failed: bool,
    report_folder: Path | None,
    **flags: bool,
) -> ExitCode:
    """Run tests of the last run again with the same settings.

    NAME is a binary, target/binary, or a glob of either. Without NAME and --failed: what was not green,
    or everything where all was green.
    """
    verbosity = shared.with_verbosity(flags)["verbosity"]
    here = shared.settings_from({"report_folder": report_folder}, default_targets=("all",))
    from harness.reports.folder import latest_run
    from harness.reports.load import load_results
    from harness.rerun import choose

    results = latest_run(here.report_folder)
    last = load_results(results)
    keys = choose(last, names=names, failed=failed)
    if not last.working_folder.is_dir():
        raise UsageError(
            f"the last run's folder {last.working_folder} is gone",
            remedy="start a new run with 'harness test'",
        )
    options = _options_of(last.arguments, results)
    container = options.pop("container")
    if verbosity:  # else as last time
        options["verbosity"] = verbosity
    settings = shared.settings_from(options, arguments=last.arguments, cwd=last.working_folder)
    if shared.wants_container(settings, container=container):
        from harness.containers.run import run_in_container

        in_reports = msgspec.structs.replace(settings, report_folder=here.report_folder)
        return ExitCode(run_in_container(in_reports, invocation.command_line))
    from harness.pipeline import exit_code_of, run_tests

    again = msgspec.structs.replace(
        settings, only=keys, report_folder=here.report_folder, shard=None, plan=None
    )
    return exit_code_of(run_tests(again))


def _options_of(arguments: tuple[str, ...], results: Path) -> dict[str, Any]:
    """The options of the ``harness test`` that wrote ``results``, read by its own parser."""
    if arguments[:1] != ("test",):
        raise UsageError(
            f"{results} is not of a 'harness test'", remedy="start it again the way it was started"
        )
    options = test.command.make_context("harness test", list(arguments[1:])).params
    for how in ("list_only", "watch"):  # not what was run
        del options[how]
    return shared.with_verbosity(options)
