"""The commands that get Renode the way upstream offers it: its ``renode-run`` downloads a portable build.

The portable archive itself is not fetched by us: a download wants a pinned checksum that somebody has
verified, and harness has none to offer yet.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from harness.doctor.mend import Plan
from harness.simulators.renode.discovery import RUNNER, SOURCE, find_renode, find_runner


def renode_plan(search_path: str | None = None) -> Plan:
    """What ``harness setup renode`` would do; no commands where a usable Renode is there.

    ``search_path`` is where tools are looked for (default: PATH).
    """
    found, _ = find_renode()
    if found.usable:
        return Plan()
    runner = find_runner(search_path)
    commands: list[tuple[str, ...]] = []
    if runner is None:
        if shutil.which("git", path=search_path) is None:
            missing = f"{RUNNER}: git is not installed, and {RUNNER} comes from its git repository"
            return Plan(beyond_us=(missing,))
        pipx = shutil.which("pipx", path=search_path)
        if pipx is not None:
            commands.append(("pipx", "install", SOURCE))
            runner = Path(RUNNER)
        else:
            commands.append((sys.executable, "-m", "pip", "install", SOURCE))
            runner = Path(sys.executable).with_name(RUNNER)
    commands.append((str(runner), "download"))
    return Plan(commands=tuple(commands), manager=RUNNER, runnable=True)
