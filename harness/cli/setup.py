"""``harness setup``: run the commands that doctor would print."""

from __future__ import annotations

import sys

import click

from harness.cli import options as shared
from harness.cli.output import say
from harness.errors import EnvironmentMissingError, ExitCode, UsageError


@click.command(name="setup")
@click.argument("what", type=click.Choice(["renode"]), required=False)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option("--portable", is_flag=True, help="With renode: the release's archive, not renode-run.")
def command(*, what: str | None, yes: bool, portable: bool) -> ExitCode:
    """Install what doctor found missing.

    The commands are shown first. Those of apt are run; those of brew and dnf are only printed. 'setup renode'
    gets Renode with its own renode-run, or else unpacks its portable release, whose checksum is known.
    """
    if portable and what != "renode":
        raise UsageError("--portable goes with 'setup renode'")
    settings = shared.settings_from({}, default_targets=("all",))
    from harness.doctor import examine, plan, render, renode_plan, run_plan

    work = renode_plan(portable=portable) if what == "renode" else plan(examine(settings))
    if not work.commands:
        say(
            "\n".join(
                ["nothing to do" if not work.beyond_us else "nothing that setup can install", *work.beyond_us]
            )
        )
        return ExitCode.ENVIRONMENT if work.beyond_us else ExitCode.OK
    say("\n".join(["These commands install what is missing:", *(f"  {each}" for each in work.lines)]))
    if not work.runnable:
        say(f"Run them yourself: setup does not drive {work.manager}.")
        return ExitCode.ENVIRONMENT
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("setup has no terminal to ask on", remedy="pass --yes to run the commands")
        click.confirm("Run them now?", abort=True)
    run_plan(work)
    if what == "renode":
        return _say_renode()
    after = examine(settings)
    say(render(after))
    return ExitCode.OK if after.healthy else ExitCode.ENVIRONMENT


def _say_renode() -> ExitCode:
    """What Renode there is now."""
    from harness.simulators.renode.discovery import find_renode

    found, _ = find_renode()
    if not found.usable:
        raise EnvironmentMissingError(
            f"the commands ran, but {found.problem}", remedy="set HARNESS_RENODE to where Renode is"
        )
    say(f"renode {found.version} at {found.path}")
    return ExitCode.OK
