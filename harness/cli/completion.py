"""``harness completion``: what makes a shell complete the commands of harness."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from harness.cli.group import harness
from harness.cli.output import say
from harness.errors import ExitCode

VARIABLE = "_HARNESS_COMPLETE"
# shell -> the line that switches it on for good, and the file where it goes
INSTALL = {
    "bash": ("~/.bashrc", 'eval "$(harness completion bash)"'),
    "zsh": ("~/.zshrc, after compinit", 'eval "$(harness completion zsh)"'),
    "fish": ("~/.config/fish/config.fish", "harness completion fish | source"),
}


@click.command(name="completion")
@click.argument("shell", type=click.Choice(list(INSTALL)))
def command(*, shell: str) -> ExitCode:
    """Print what makes a shell complete commands, options, names and files.

    Its first line says where it goes.
    """
    kind = get_completion_class(shell)
    assert kind is not None  # click knows all of INSTALL
    file, line = INSTALL[shell]
    script = kind(harness, {}, "harness", VARIABLE).source().strip()
    # click 8 cuts a value with commas, such as two targets, after the first one
    script = script.replace('string split "," $completion', 'string split --max 1 "," $completion')
    if shell == "zsh":  # the first line of a zsh function file has to stay the first
        say(f"{script}\n# in {file}: {line}")
    else:
        say(f"# in {file}: {line}\n{script}")
    return ExitCode.OK
