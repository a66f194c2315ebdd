"""The commands that get Renode the way upstream offers it.

``renode-run`` downloads a portable build. Where it is neither installed nor can be (it comes from its git
repository), harness fetches the portable release itself.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from harness.doctor.mend import Plan
from harness.simulators.renode.discovery import RUNNER, SOURCE, find_renode, find_runner
from harness.simulators.renode.portable import archive


def renode_plan(search_path: str | None = None, *, portable: bool = False) -> Plan:
    """What ``harness setup renode`` would do; no commands where a usable Renode is there.

    ``search_path`` is where tools are looked for (default: PATH). With ``portable`` the release's archive is
    fetched, whatever tools there are.
    """
    found, _ = find_renode()
    if found.usable:
        return Plan()
    runner = None if portable else find_runner(search_path)
    commands: list[tuple[str, ...]] = []
    if runner is None and (portable or shutil.which("git", path=search_path) is None):
        if archive() is None:
            missing = f"{RUNNER}: git is not installed, and {RUNNER} comes from its git repository"
            return Plan(beyond_us=(missing,))
        return Plan(
            commands=((sys.executable, "-m", "harness.doctor.portable"),), manager="harness", runnable=True
        )
    if runner is None:
        pipx = shutil.which("pipx", path=search_path)
        if pipx is not None:
            commands.append(("pipx", "install", SOURCE))
            runner = Path(RUNNER)
        else:
            commands.append((sys.executable, "-m", "pip", "install", SOURCE))
            runner = Path(sys.executable).with_name(RUNNER)
    commands.append((str(runner), "download"))
    return Plan(commands=tuple(commands), manager=RUNNER, runnable=True)
