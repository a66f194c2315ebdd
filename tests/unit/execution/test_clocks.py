"""The guest clock against real processes: load does not spend it, sleeping does."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from harness.execution.clocks import GuestClock

SPIN = "import time\nwhile time.process_time() < 0.6: pass"


def test_time_without_a_core_is_not_counted() -> None:
    core = min(os.sched_getaffinity(0))
    pin = ["taskset", "-c", str(core), sys.executable, "-c"]
    rivals = [subprocess.Popen([*pin, "while True: pass"]) for _ in range(4)]
    try:
        with subprocess.Popen([*pin, SPIN]) as process:
            clock, started, guest_s = GuestClock(process.pid), time.monotonic(), 0.0
            while process.poll() is None:
                guest_s = max(guest_s, clock.elapsed_s())
            host_s = time.monotonic() - started
    finally:
        for rival in rivals:
            rival.kill()
            rival.wait()
    assert host_s > 1.8  # it had to share the core
    assert guest_s < host_s / 2


def test_sleep_is_counted() -> None:
    with subprocess.Popen(["sleep", "0.3"]) as process:
        clock, guest_s = GuestClock(process.pid), 0.0
        while process.poll() is None:
            guest_s = max(guest_s, clock.elapsed_s())
    assert guest_s > 0.2
