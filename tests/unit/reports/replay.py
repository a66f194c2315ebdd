"""Shows a made-up run, to look at: ``python -m tests.unit.reports.replay [-q|-v] [pause_s]``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from harness.events import BinaryFinished, EventStream
from harness.reports.attach import attach
from harness.reports.folder import ReportFolder
from harness.settings import Settings
from tests.unit.reports.samples import events_of, typical_run


async def replay(verbosity: int, pause_s: float) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = ReportFolder(Path(root) / "reports")
        settings = Settings(
            targets=("bluepill",), cache_folder=Path(root), working_folder=Path(root), verbosity=verbosity
        )
        events = EventStream()
        reports = attach(events, folder, settings)
        try:
            for event in events_of(typical_run(), folder.path):
                if isinstance(event, BinaryFinished):
                    await asyncio.sleep(pause_s)
                events.emit(event)
        finally:
            reports.close()


if __name__ == "__main__":
    chosen = {"-q": -1, "-v": 1}
    flags = [chosen[each] for each in sys.argv[1:] if each in chosen]
    pauses = [float(each) for each in sys.argv[1:] if each not in chosen]
    asyncio.run(replay(flags[0] if flags else 0, pauses[0] if pauses else 0.3))
    print(f"CPU: {time.process_time():.2f} s", file=sys.stderr)
