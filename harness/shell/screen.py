"""What the user sees of the consoles: one of them as it is, or all of them line by line with their names."""

from __future__ import annotations

from collections.abc import Callable

from harness.consoles import Consoles


class Screen:
    """Passes console output on to ``write``.

    Args:
        only: the console that is shown; None for all of them.
    """

    def __init__(self, write: Callable[[bytes], None], consoles: Consoles, only: str | None) -> None:
        self._write = write
        self._only = only
        self._begun = {name: bytearray() for name in consoles.all}
        self._width = max(map(len, consoles.all))
        self.at_line_start = True

    def show(self, console: str, chunk: bytes) -> None:
        """``console`` has printed ``chunk``."""
        if self._only is None:
            self._show_lines(console, chunk)
        elif console == self._only and chunk:
            self._write(chunk)
            self.at_line_start = chunk.endswith((b"\n", b"\r"))

    def finish(self) -> None:
        """Show the lines that have not ended, and end the last one on the screen."""
        for console, begun in self._begun.items():
            if begun:
                self._show_lines(console, b"\n")
        if not self.at_line_start:
            self._write(b"\n")
            self.at_line_start = True

    def _show_lines(self, console: str, chunk: bytes) -> None:
        begun = self._begun[console]
        begun += chunk
        *lines, rest = bytes(begun).split(b"\n")
        begun[:] = rest
        name = f"{console + ':':{self._width + 1}} ".encode()
        if lines:
            self._write(b"".join(name + line.rstrip(b"\r") + b"\n" for line in lines))
