"""A runner in Python, at the far end of a wire that may damage lines."""

from __future__ import annotations

import asyncio
import base64
import struct
from collections import deque
from collections.abc import Callable

import numpy as np

from harness.models.frames import encode, parse


def intact(line: str) -> str | None:
    """A wire that passes everything on."""
    return line


class RunnerDouble:
    """One input and one output of float32 1x4: the output is the input doubled. A link of :class:`Client`."""

    def __init__(
        self,
        *,
        there: Callable[[str], str | None] = intact,
        back: Callable[[str], str | None] = intact,
    ) -> None:
        self.there, self.back = there, back
        self.data = bytearray(16)
        self.output = bytes(16)
        self.runs = 0
        self._lines: deque[str] = deque()
        self._last: tuple[int, str] = (-1, "")

    async def send(self, text: str) -> None:
        line = self.there(text)
        if line is None:
            return
        frame = parse(line)
        if frame is None:
            answer = encode(0, "again")
        elif frame.sequence == self._last[0]:
            answer = self._last[1]
        else:
            answer = encode(frame.sequence, *self._answer(*frame.words))
            self._last = (frame.sequence, answer)
        self._lines.append("some other line")
        passed = self.back(answer)
        if passed is not None:
            self._lines.append(passed.rstrip("\n"))

    async def line(self, timeout_s: float) -> str:
        if not self._lines:
            await asyncio.sleep(0)
            raise TimeoutError
        return self._lines.popleft()

    def _answer(self, command: str, *words: str) -> tuple[str, ...]:
        scale = struct.pack(">f", 0.0).hex()
        if command == "hello":
            return ("ok", "1", "tvm", "double", "r1", "1", "1", "32", "64", "0")
        if command in ("input", "output"):
            return ("ok", command, "float32", scale, "0", "16", "1", "4")
        if command == "write":
            data = base64.b64decode(words[2])
            self.data[int(words[1]) : int(words[1]) + len(data)] = data
            return ("ok",)
        if command in ("run", "profile"):
            self.runs += 1
            self.output = (2 * np.frombuffer(bytes(self.data), "float32")).tobytes()
            return ("ok", "100") if command == "run" else ("ok", "130", "2")
        if command == "layer":
            return ("ok", f"layer_{words[0]}", "50")
        if command == "read":
            start, count = int(words[1]), int(words[2])
            return ("ok", base64.b64encode(self.output[start : start + count]).decode())
        return ("error", "no_such_command")
