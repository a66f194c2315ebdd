"""``harness build``: build only."""

from __future__ import annotations

import sys
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.errors import ExitCode


@click.command(name="build")
@shared.together(
    shared.target_option,
    shared.suite_option,
    shared.jobs_option,
    shared.platform_option,
    *shared.tflm_options,
    shared.quiet_option,
    shared.verbose_option,
)
@click.pass_obj
def command(invocation: Invocation, /, **options: Any) -> ExitCode:
    """Build the test binaries and stop."""
    settings = shared.settings_from(shared.with_verbosity(options), arguments=invocation.command_line)
    from harness.pipeline import build_only
    from harness.reports.terminal import terminal_report

    report = terminal_report(settings, sys.stdout)
    try:
        results = build_only(settings, (report,))
    finally:
        report.close()
    return ExitCode.OK if all(each.accepted for each in results) else ExitCode.NOT_GREEN
