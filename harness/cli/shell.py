"""``harness shell``: the user's terminal, or a pipe, at the console of one binary."""

from __future__ import annotations

import sys
from typing import Any

import click

from harness.cli import completions
from harness.cli import options as shared
from harness.cli.invocation import Invocation
from harness.cli.output import LiveConsole
from harness.errors import ExitCode, UsageError

ENTER = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n"}


@click.command(name="shell")
@click.argument("binary", required=False, default="", shell_complete=completions.selectors)
@shared.together(
    shared.target_option,
    shared.suite_option,
    shared.simulator_option,
    click.option(
        "--image",
        "images",
        multiple=True,
        metavar="NAME=FILE",
        help="An image of yours, for a board that boots such; may be repeated.",
    ),
    click.option(
        "--uart", default="", metavar="NAME", help="The console to talk to, where there are several."
    ),
    click.option(
        "--prompt",
        default="",
        metavar="TEXT",
        help="Send each line of a pipe once the guest has printed TEXT.",
    ),
    click.option(
        "--linger",
        "linger_s",
        type=shared.Seconds(),
        default=2.0,
        metavar="S",
        help="After the last line of a pipe, guest seconds of silence. [default: 2]",
    ),
    click.option(
        "--enter",
        type=click.Choice(list(ENTER)),
        help="What a line ends with. [default: cr on a UART, else lf]",
    ),
    click.option(
        "--echo/--no-echo", default=None, help="Show what you type. [default: unless the console is a UART]"
    ),
    shared.timeout_option,
    shared.report_option,
    shared.beside_option,
    shared.platform_option,
)
@click.pass_obj
def command(invocation: Invocation, /, *, binary: str, **options: Any) -> ExitCode:
    """Talk to a guest from your terminal, or through a pipe.

    BINARY is an ELF file, a binary of a suite such as 'shell' or 'interactive/shell', a dialogue, or the
    image that a board boots. At a terminal all keys go to the guest, Ctrl-C too; Ctrl-] leaves. Lines from a
    pipe are typed.
    """
    names = ("images", "uart", "prompt", "linger_s", "enter", "echo")
    images, uart, prompt, linger_s, enter, echo = (options.pop(name) for name in names)
    options["by_hand"] = True
    if not options["targets"]:
        options["selectors"] = (binary,) if binary else ()  # a dialogue names its boards
    settings = shared.settings_from(options, arguments=invocation.command_line)
    if len(settings.targets) != 1 or settings.targets == ("all",):
        raise UsageError(
            f"shell boots on one target, found {', '.join(settings.targets)}", remedy="pass one --target NAME"
        )
    if sys.stdin is None:
        raise UsageError("standard input is closed", remedy="give the guest a terminal, a pipe or /dev/null")
    from harness.pipeline import blocking
    from harness.reports.text import shown_path
    from harness.shell import Wishes, shell

    console = LiveConsole()
    wishes = Wishes(
        keyboard=sys.stdin.fileno(),
        on_screen=sys.stdout.isatty(),
        images=images,
        uart=uart,
        prompt=prompt,
        linger_s=linger_s,
        echo=echo,
        enter=ENTER.get(enter),
    )
    ended = blocking(shell(binary, settings, wishes, write=console.show, tell=_tell))
    result = ended.result
    left = bool(ended.left) and result.verdict == "incomplete"  # who leaves says nothing against the guest
    told = f"{ended.left}, the guest was still running" if left else result.reason
    _tell(f"{result.verdict}: {'the guest ended by itself, without an error' if ended.over else told}")
    if result.log is not None:
        _tell(f"log {shown_path(result.log, settings.working_folder)}")
    problems = (*ended.problems, *([console.problem] if console.problem else ()))
    for problem in problems:
        _tell(f"error: {problem}")
    if problems or result.verdict == "simulator_error":
        return ExitCode.ENVIRONMENT
    return ExitCode.OK if left or ended.over or result.accepted else ExitCode.NOT_GREEN


def _tell(text: str) -> None:
    print(f"harness: {text}", file=sys.stderr, flush=True)
