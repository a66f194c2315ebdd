"""Two clocks: guest time decides ``timed_out``, host time only protects the machine.

A process that waits for a core makes no progress that could be held against the firmware. Linux counts
that waiting per thread (``/proc/<pid>/task/<tid>/schedstat``: nanoseconds run, nanoseconds waited,
kernel documentation ``scheduler/sched-stats``). Guest time is therefore host time less the time in
which the simulator was runnable but not run: host load does not spend it, sleeping in WFI does.
"""

from __future__ import annotations

import time
from pathlib import Path


class GuestClock:
    """Guest seconds of the process ``pid`` since the clock was made."""

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")
        self._started = time.monotonic()

    def elapsed_s(self) -> float:
        """Guest time so far; where the kernel does not tell of waiting, host time."""
        host_s = time.monotonic() - self._started
        return max(0.0, host_s - self._waited_s())

    def _waited_s(self) -> float:
        """Longest time that one of the process's threads waited for a core."""
        longest_ns = 0
        try:
            for task in self._tasks.iterdir():
                fields = (task / "schedstat").read_text().split()
                longest_ns = max(longest_ns, int(fields[1]))
        except (OSError, IndexError, ValueError):  # ended meanwhile, or no schedstat
            return longest_ns / 1e9
        return longest_ns / 1e9
