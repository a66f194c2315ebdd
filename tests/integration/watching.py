"""``harness test --watch`` in a process of its own, followed line by line."""

from __future__ import annotations

import queue
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from tests.integration.processes import carrying, eventually

MARK = "HARNESS_TEST_MARK"
LIMIT_S = 240.0  # a first build on a busy machine


class Watched:
    """A running watch; use as a context manager that proves that nothing is left."""

    def __init__(self, *arguments: str, cwd: Path, environment: Mapping[str, str]) -> None:
        self.mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness", "test", "--watch", *arguments],
            cwd=cwd,
            env={**environment, MARK: self.mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert eventually(lambda: not carrying(MARK, self.mark))

    def until(self, pattern: str) -> str:
        """What is printed up to the first line that matches ``pattern``."""
        ends_at = time.monotonic() + LIMIT_S
        lines: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, ends_at - time.monotonic()))
            except queue.Empty:
                line = None
            assert line is not None, f"no line matches {pattern!r}:\n{''.join(lines)}"
            lines.append(line)
            if re.match(pattern, line):
                return "".join(lines)

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as stream:
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)


def save(path: Path, text: str) -> None:
    """Write as editors do: another file that takes the old one's place."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_text(text)
    scratch.replace(path)
