"""``harness doctor``: what is installed, what is missing, how to install it."""

from __future__ import annotations

import click

from harness.cli import options as shared
from harness.cli.output import say, say_json
from harness.errors import ExitCode


@click.command(name="doctor")
@shared.json_flag
def command(*, as_json: bool) -> ExitCode:
    """Tell what is installed, what is missing and how to install it."""
    settings = shared.settings_from({}, default_targets=("all",))
    from harness.doctor import examine, render

    report = examine(settings)
    if as_json:
        say_json(report)
    else:
        say(render(report))
    return ExitCode.OK if report.healthy else ExitCode.ENVIRONMENT
