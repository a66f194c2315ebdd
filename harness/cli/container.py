"""``harness container``: the images for ``harness test --container``."""

from __future__ import annotations

import click

from harness.cli.output import say
from harness.errors import ExitCode


@click.command(name="container")
@click.argument("what", type=click.Choice(["build"]))
@click.option("--renode", is_flag=True, help="Another image, with Renode's portable release in it.")
def command(*, what: str, renode: bool) -> ExitCode:
    """Build the image for 'harness test --container'.

    Compilers, QEMU and Python's libraries, from Debian's packages; harness itself is not in it.
    """
    from harness.containers.images import build_image

    say(build_image(renode=renode))
    return ExitCode.OK
