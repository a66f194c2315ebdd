"""The ``harness`` command: a table of its commands, each imported only when it is used."""

from __future__ import annotations

from importlib import import_module

import click

from harness.cli.invocation import Invocation
from harness.errors import ExitCode
from harness.suggest import did_you_mean

# name -> one-line help; the command is `command` in harness.cli.<name>, with _ for -
COMMANDS = {
    "test": "Build, boot, judge and report test binaries.",
    "run": "Boot one binary with its console live and captured.",
    "shell": "Talk to a guest from your terminal, or through a pipe.",
    "verify": "Verify signed results that firmware has printed.",
    "why": "Tell of a result of the last run why it is what it is.",
    "plan": "Plan the shards of a run: which takes which binaries.",
    "merge": "Join the results of all shards and prove that every planned binary is there exactly once.",
    "report": "Write the page of a run from its results.",
    "container": "Build the image for 'harness test --container'.",
    "ci": "Write a workflow: plan the shards, test them in a matrix, merge and publish.",
    "history": "Tell what earlier runs said, and how the numbers went.",
    "rerun": "Run tests of the last run again with the same settings.",
    "build": "Build the test binaries and stop.",
    "validate": "Compare a model's answers on targets with its reference.",
    "bench": "Measure a model on targets: memory, and instructions by layer.",
    "new-app": "Write a model and a firmware as a CMake project.",
    "debug": "Boot one binary halted, with a server for gdb.",
    "list": "List targets, simulators, suites or tests.",
    "doctor": "Tell what is installed, what is missing and how to install it.",
    "setup": "Install what doctor found missing.",
    "completion": "Print what makes a shell complete commands, options, names and files.",
}


class LazyGroup(click.Group):
    """A group whose commands live in modules that are imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"harness.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"no command {name!r}; {did_you_mean(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _say_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from harness.cli.version import say_version

        say_version()
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version, and the simulators that are found.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error (also HARNESS_DEBUG=1).")
@click.pass_context
def harness(ctx: click.Context, *, debug: bool) -> ExitCode:
    """Build TinyML test firmware, boot it in a simulator, judge what it printed, tell people.

    \b
    Exit codes: 0 all passed, 1 something did not pass, 2 interrupted, 3 internal error,
    4 usage or configuration error, 5 nothing to run, 6 environment (something is missing or broken).
    """
    invocation = ctx.find_object(Invocation)
    if invocation is not None and debug:
        invocation.debug = True
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        return ExitCode.USAGE
    return ExitCode.OK
