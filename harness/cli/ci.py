"""``harness ci``: workflows for CI systems."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.output import say
from harness.errors import ExitCode


@click.command(name="ci")
@click.argument("system", type=click.Choice(["github"]))
@shared.together(
    shared.target_option,
    shared.suite_option,
    click.option(
        "-o",
        "--output",
        type=shared.PATH,
        metavar="FILE",
        help="Where to write it. [default: standard output]",
    ),
    click.option(
        "--name", default="firmware", metavar="TEXT", help="Name of the workflow. [default: firmware]"
    ),
    click.option(
        "--shards",
        type=shared.Shards(),
        default=shared.AUTO,
        metavar="N|auto",
        help="Shards of each target. [default: auto]",
    ),
    click.option("--install", metavar="COMMAND", help="What installs harness and its tools in a job."),
    click.option(
        "--program",
        default="harness",
        metavar="PATH",
        help="How harness is started after that. [default: harness]",
    ),
    click.option(
        "--renode/--no-renode", default=True, help="Whether the jobs get Renode. [default: they do]"
    ),
)
@click.pass_obj
def command(invocation: Invocation, /, *, system: str, output: Path | None, **options: Any) -> ExitCode:
    """Write a workflow: plan the shards, test them in a matrix, merge and publish.

    Its command line is in the first line of the file, so that it can be written again.
    """
    wished = {name: options.pop(name) for name in ("name", "shards", "install", "program", "renode")}
    suites = [name for several in options["suites"] for name in several]
    settings = shared.settings_from(options)
    from harness.ci.github import Wishes, github_workflow
    from harness.lanes import bootable
    from harness.reports.files import write_atomically
    from harness.targets import load_targets, select_targets

    targets = bootable(select_targets(load_targets(settings.platform_folders), settings.targets), settings)
    wishes = Wishes(
        targets=tuple(target.name for target in targets),
        selection=("--suite", ",".join(suites)) if suites else (),
        command=shlex.join(("harness", *invocation.command_line)),
        **{name: value for name, value in wished.items() if value is not None},
    )
    text = github_workflow(wishes)
    if output is None:
        say(text.rstrip("\n"))
    else:
        write_atomically(output, (text,))
        say(f"wrote {output}")
    return ExitCode.OK
