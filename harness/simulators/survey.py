"""All simulators asked at once whether they are there, within a time that nobody minds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from harness.execution.supervisor import answers_within
from harness.simulators.protocol import Availability, Simulator


def survey(simulators: Iterable[Simulator], *, limit_s: float) -> dict[str, Availability]:
    """What each simulator says of itself, by name; one that hangs says so after ``limit_s``."""
    found: dict[str, Availability] = {}

    def look(simulator: Simulator) -> None:
        with answers_within(limit_s):
            found[simulator.name] = simulator.available()

    asked = list(simulators)
    # Daemons: one that is stuck in something else than a question must not keep the program from ending.
    threads = [threading.Thread(target=look, args=(each,), daemon=True) for each in asked]
    for thread in threads:
        thread.start()
    ends_at = time.monotonic() + limit_s + 0.5  # time to end what did not answer
    for thread in threads:
        thread.join(max(0.0, ends_at - time.monotonic()))
    silent = Availability(usable=False, problem=f"did not answer within {limit_s:g} s")
    return {each.name: found.get(each.name, silent) for each in asked}
