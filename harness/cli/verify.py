"""``harness verify``: signed results in a console log."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.cli import options as shared
from harness.cli.output import say, say_json
from harness.errors import ExitCode, UsageError

_STDIN = Path("-")


@click.command(name="verify")
@click.argument("log", type=click.Path(path_type=Path), metavar="LOG")
@click.option("--key", required=True, metavar="KEY", help="x and y in hexadecimal, or a PEM file.")
@shared.json_flag
def command(*, log: Path, key: str, as_json: bool) -> ExitCode:
    """Verify signed results that firmware has printed.

    LOG is a console log, - for standard input. Every COSE_Sign1 message that is printed there as a
    hexadecimal dump must be signed with ES256 by the owner of KEY.
    """
    from harness.cose import SignatureError, verify_console

    try:
        claims = verify_console(_text(log), key)
    except SignatureError as error:
        say(f"NOT VERIFIED: {error}")
        return ExitCode.NOT_GREEN
    if as_json:
        say_json([{str(label): shown(value) for label, value in each.values.items()} for each in claims])
    else:
        for number, each in enumerate(claims, 1):
            told = ", ".join(f"{label}: {shown(value)}" for label, value in each.values.items())
            say(f"VERIFIED {number}: {told or each.payload.hex()}")
    return ExitCode.OK


def shown(value: object) -> str:
    """A claim's value as text; bytes in hexadecimal."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _text(log: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if log == _STDIN else log.read_bytes()
    except OSError as error:
        raise UsageError(f"{log}: cannot be read: {error.strerror}", remedy="name a console log") from None
    return data.decode("utf-8", "replace")
