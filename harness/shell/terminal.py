"""The user's terminal while it is the guest's: every key goes through, none is echoed or means anything."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import termios
from collections.abc import Iterator

_INPUT = termios.BRKINT | termios.ICRNL | termios.IGNCR | termios.INLCR | termios.ISTRIP | termios.IXON
_LOCAL = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG
_IFLAG, _LFLAG, _CC = 0, 3, 6  # where tcgetattr() has them


@contextlib.contextmanager
def raw(descriptor: int) -> Iterator[None]:
    """The terminal on ``descriptor`` raw in this context, as it was after it; also while we are stopped.

    Its output side stays as it is: firmware ends lines with LF alone. Needs a running event loop.
    """
    before = termios.tcgetattr(descriptor)

    def enter() -> None:
        mode = termios.tcgetattr(descriptor)
        mode[_IFLAG] &= ~_INPUT
        mode[_LFLAG] &= ~_LOCAL
        mode[_CC][termios.VMIN], mode[_CC][termios.VTIME] = 1, 0
        termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)

    def leave() -> None:
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(descriptor, termios.TCSANOW, before)

    def stop() -> None:
        leave()
        os.kill(os.getpid(), signal.SIGSTOP)

    loop = asyncio.get_running_loop()
    handlers = {signal.SIGTSTP: stop, signal.SIGCONT: enter}
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        enter()
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)
        leave()
