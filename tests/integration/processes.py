"""Looking at processes from outside, for tests that prove that none is left."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


def carrying(variable: str, value: str) -> list[int]:
    """Processes whose environment has ``variable=value`` (the mark is inherited by all descendants)."""
    wanted = f"{variable}={value}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def programs(pids: list[int]) -> set[str]:
    """Names of the programs that ``pids`` run."""
    names = set()
    for pid in pids:
        try:
            names.add(Path(f"/proc/{pid}/comm").read_text().strip())
        except OSError:
            continue
    return names


def booted(pids: list[int]) -> int:
    """How many of ``pids`` are QEMUs with a binary (and not just asked for their version)."""
    count = 0
    for pid in pids:
        try:
            count += b"-kernel" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
    return count


def gone(pid: int) -> bool:
    """Whether ``pid`` has ended (a zombie that nobody has reaped yet has ended too)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def eventually(condition: Callable[[], bool], limit_s: float = 20.0) -> bool:
    """Poll for what other processes do; False where it does not come."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        os.sched_yield()
    return True
