"""Plain tables and JSON on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO


def discard(stream: TextIO) -> None:
    """Let ``stream`` lead nowhere from now on: whoever read it has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def say(text: str) -> None:
    """Print ``text``; a reader that has gone (``| head``) is no error and does not change the exit code."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        discard(sys.stdout)


def say_json(value: object) -> None:
    """Print ``value`` (structs, paths and built-ins) as indented JSON."""
    import msgspec

    data = msgspec.json.encode(value, enc_hook=str)
    say(msgspec.json.format(data, indent=2).decode())


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """``rows`` below ``headings`` in aligned columns, two spaces apart, without trailing blanks."""
    lines = [tuple(heading.upper() for heading in headings), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


class LiveConsole:
    """Standard output, byte for byte. Where it fails, the verdict and the log are still wanted."""

    def __init__(self) -> None:
        self.problem = ""

    def show(self, chunk: bytes) -> None:
        """Write ``chunk`` at once; after a failure the rest is dropped."""
        try:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        except BrokenPipeError:  # the reader has gone
            discard(sys.stdout)
        except OSError as error:
            self.problem = f"the console on standard output is incomplete: {error.strerror or error}"
            discard(sys.stdout)
