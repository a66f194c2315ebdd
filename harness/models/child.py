"""A library that may crash, run in a process of its own: a request goes in as a file, an answer comes out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.build.context import ToolRunner
from harness.errors import HarnessError

PATIENCE_S = 600.0
REQUEST, ANSWER = "request.json", "answer.json"


class ChildCrashedError(HarnessError):
    """The process ended without an answer; the message says how."""


async def ask_child(
    module: str, request: bytes, folder: Path, supervisor: ToolRunner, *, env: Mapping[str, str] | None = None
) -> bytes:
    """Run ``python -m module`` on ``request`` in ``folder``, which is made; returns its answer.

    Raises:
        ChildCrashedError: no answer came.
        EnvironmentMissingError: it did not end in ten minutes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ANSWER).unlink(missing_ok=True)
    (folder / REQUEST).write_bytes(request)
    argv: list[str | Path] = [sys.executable, "-m", module, folder / REQUEST, folder / ANSWER]
    done = await supervisor.run(argv, cwd=folder, timeout_s=PATIENCE_S, env=env)
    try:
        return (folder / ANSWER).read_bytes()
    except FileNotFoundError:
        raise ChildCrashedError(_ending(done.returncode, done.output)) from None


def _ending(code: int, output: bytes) -> str:
    """``died of SIGABRT: free(): double free detected``"""
    last = (output.decode(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
    how = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return f"{how}: {last[:160]}"
