"""``harness debug``: one binary, halted, with a server for gdb."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.cli import options as shared
from harness.cli.output import LiveConsole
from harness.errors import ExitCode, UsageError


@click.command(name="debug")
@click.argument("elf", type=shared.PATH)
@shared.together(
    shared.target_option,
    shared.simulator_option,
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=0,
        metavar="N",
        help="Port for gdb. [default: any that is free]",
    ),
    shared.beside_option,
    shared.platform_option,
)
def command(*, elf: Path, port: int, **options: Any) -> ExitCode:
    """Boot one binary halted, with a server for gdb.

    The gdb command goes to standard error, the console to standard output. It ends when gdb leaves, when the
    guest ends, or with Ctrl-C.
    """
    settings = shared.settings_from(options)
    if len(settings.targets) != 1 or settings.targets == ("all",):
        raise UsageError(
            f"debug boots on one target, found {', '.join(settings.targets)}", remedy="pass one --target NAME"
        )
    from harness.pipeline import debug_one

    def tell(gdb: str) -> None:
        print(f"harness: run in another terminal:\n{gdb}", file=sys.stderr, flush=True)

    try:
        ended = debug_one(elf, settings, port=port, on_console=LiveConsole().show, tell=tell)
    except KeyboardInterrupt:
        ended = "interrupted"
    print(f"harness: {ended}", file=sys.stderr)
    return ExitCode.OK
