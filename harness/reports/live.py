"""The live view on a terminal: targets with their progress, what runs, the last failures.

Failures and notes are printed above it as they come. It is drawn on events, at most eight times a second,
and once a second while something runs, so that elapsed times move; rich is imported only here.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.text import Text

from harness.events import Event, RunFinished
from harness.reports.plain import PlainReport
from harness.reports.progress import Progress
from harness.reports.style import Line, encodable

_INTERVAL_S = 1 / 8
_TICK_S = 1.0
_TOGETHER_S = 0.02


class LiveReport:
    """Listener that keeps the view up to date; see :class:`~harness.reports.plain.PlainReport` for the rest.

    Timers need the asyncio loop that events are emitted in; without one the view moves on events only.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        base: Path,
        verbosity: int,
        outputs: Mapping[str, Path],
        problems: Callable[[], tuple[str, ...]],
    ) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._progress = Progress()
        self._plain = PlainReport(
            self,
            base=base,
            verbosity=verbosity,
            green_lines=False,
            outputs=outputs,
            problems=problems,
        )
        self._frame: list[Line] = []
        self._drawn_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    # ---- Printer, for the plain report

    @property
    def width(self) -> int:
        return self._console.width

    def print(self, lines: Iterable[Line]) -> None:
        """Print above the view. Long lines are left to the terminal, so that paths can be copied."""
        self._console.print(Text("\n").join(map(self._text, lines)), soft_wrap=True)

    # ---- Listener

    def __call__(self, event: Event) -> None:
        self._progress.update(event)
        if isinstance(event, RunFinished):
            self.close()
        elif not self._live.is_started:
            self._live.start()
            atexit.register(self.close)  # the cursor comes back whatever happens
        self._plain(event)
        if self._live.is_started:
            self._draw_soon()

    def close(self) -> None:
        """Remove the view and give the cursor back. Safe to call more than once."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._live.update(Text(""))
        self._live.stop()
        atexit.unregister(self.close)

    # ---- drawing

    def _draw_soon(self) -> None:
        wait_s = self._drawn_at + _INTERVAL_S - time.monotonic()
        # never at once: a binary's end and the next one's start are one change of the view
        if not self._wake_in(max(wait_s, _TOGETHER_S)) and wait_s <= 0:
            self._draw()

    def _draw(self) -> None:
        self._drawn_at = time.monotonic()
        size = self._console.size
        frame = self._progress.frame(width=size.width, height=size.height)
        if frame != self._frame:
            self._frame = frame
            self._live.update(Text("\n").join(map(self._text, frame)), refresh=True)
        if self._progress.moving:
            self._wake_in(_TICK_S)

    def _wake_in(self, delay_s: float) -> bool:
        """Draw then; false where there is no loop to do it."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        if self._timer and self._timer.when() > loop.time() + delay_s:
            self._timer.cancel()
            self._timer = None
        if not self._timer:
            self._timer = loop.call_later(delay_s, self._draw_on_time)
        return True

    def _draw_on_time(self) -> None:
        self._timer = None
        with contextlib.suppress(OSError):  # the terminal is gone; the next event will say so
            self._draw()

    def _text(self, line: Line) -> Text:
        encoding = self._console.encoding
        return Text.assemble(*((encodable(text, encoding), style) for text, style in line))
