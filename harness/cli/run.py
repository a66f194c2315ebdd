"""``harness run``: one binary, its console live on standard output and captured in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.output import LiveConsole
from harness.errors import ExitCode, ReportError, UsageError


@click.command(name="run")
@click.argument("elf", type=shared.PATH)
@shared.together(
    shared.target_option,
    shared.simulator_option,
    click.option("--log", type=shared.PATH, metavar="FILE", help="Capture the console in FILE as well."),
    shared.timeout_option,
    click.option("--sentinel", metavar="TEXT", help="The line that says that all is well."),
    shared.beside_option,
    shared.platform_option,
)
@click.pass_obj
def command(invocation: Invocation, /, *, elf: Path, log: Path | None, **options: Any) -> ExitCode:
    """Boot one binary with its console live and captured.

    The console goes to standard output byte by byte, the verdict to standard error.
    """
    if options["sentinel"] is not None and not options["sentinel"].strip():
        raise UsageError("--sentinel is empty", remedy="name the text of the line that ends a good run")
    settings = shared.settings_from(options, arguments=invocation.command_line)
    if len(settings.targets) != 1 or settings.targets == ("all",):
        raise UsageError(
            f"run boots on one target, found {', '.join(settings.targets)}", remedy="pass one --target NAME"
        )
    if log is not None:
        _prove_writable(log)
    from harness.pipeline import run_one

    console = LiveConsole()
    result, refused = run_one(elf, settings, console.show, log)
    print(f"harness: {result.verdict}: {result.reason}", file=sys.stderr)
    for remark in result.remarks:
        if remark not in refused:
            print(f"harness: note: {remark}", file=sys.stderr)
    problems = (*refused, *([console.problem] if console.problem else ()))
    for problem in problems:
        print(f"harness: error: {problem}", file=sys.stderr)
    if problems or result.verdict == "simulator_error":  # alone, it is the machine that is not in order
        return ExitCode.ENVIRONMENT
    return ExitCode.OK if result.accepted else ExitCode.NOT_GREEN


def _prove_writable(log: Path) -> None:
    """Find out before the boot that the console cannot be kept."""
    try:
        log.open("ab").close()
    except OSError as error:
        raise ReportError(
            f"cannot write the log {log}: {error.strerror}", remedy="name another --log"
        ) from None
