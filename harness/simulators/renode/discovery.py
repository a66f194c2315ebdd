"""Where Renode is: ``HARNESS_RENODE``, ``renode`` on PATH, or what ``renode-run`` or harness downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from harness.execution.supervisor import ask, why_silent
from harness.simulators.protocol import Availability
from harness.simulators.renode.portable import portable_folder
from harness.simulators.renode.versions import OLDEST, Version, parse_version

VARIABLE = "HARNESS_RENODE"
NONE = "none"  # value of VARIABLE: as if no Renode were installed
PROGRAM = "renode"
RUNNER = "renode-run"
SOURCE = "git+https://github.com/antmicro/renode-run"
INSTALL = "harness setup renode"


def find_renode() -> tuple[Availability, Version | None]:
    """Look for Renode and ask for its version (about 60 ms); nothing is left behind in the home folder."""
    named = os.environ.get(VARIABLE)
    if named == NONE:
        return Availability(usable=False, problem=f"{PROGRAM} is not installed", remedy=INSTALL), None
    found = shutil.which(named or PROGRAM)
    if found is None and not named:
        found = _downloaded() or shutil.which(PROGRAM, path=str(portable_folder()))
    if found is None:
        where = f"{named} ({VARIABLE})" if named else PROGRAM
        return Availability(usable=False, problem=f"{where} is not installed", remedy=INSTALL), None
    return _examine(Path(found).absolute())


def _examine(program: Path) -> tuple[Availability, Version | None]:
    try:
        # Even then Renode makes a configuration folder, and clears other Renodes' folders out of TMPDIR.
        with tempfile.TemporaryDirectory(prefix="harness-") as folder:
            private = [f"{name}={folder}" for name in ("HOME", "XDG_CONFIG_HOME", "TMPDIR")]
            text = ask(["env", *private, program, "--version"], timeout_s=60.0)
    except (OSError, subprocess.SubprocessError) as error:
        problem = f"{program} {why_silent(error)}"
        return Availability(usable=False, problem=problem, remedy=INSTALL), None
    version = parse_version(text)
    if version is None:
        problem = f"{program} tells no version"
        return Availability(usable=False, problem=problem, remedy=INSTALL), None
    if version.number < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        problem = f"{program} is Renode {version}; {oldest} is the oldest that is driven"
        return Availability(usable=False, version=str(version), problem=problem, remedy=INSTALL), version
    return Availability(usable=True, version=str(version), path=program), version


def find_runner(search_path: str | None = None) -> Path | None:
    """``renode-run`` on ``search_path`` (default: PATH), or in the environment that runs us."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which(RUNNER, path=search_path) or shutil.which(RUNNER, path=beside)
    return Path(found) if found else None


def _downloaded() -> str | None:
    """The Renode that ``renode-run`` would start."""
    runner = find_runner()
    if runner is None:
        return None
    try:
        lines = ask([runner, "default"], timeout_s=30.0).split("\n")
    except (OSError, subprocess.SubprocessError):
        return None
    for line in lines:
        place = Path(line.strip())
        for candidate in (place / PROGRAM, place):
            if line.strip() and candidate.is_file() and os.access(candidate, os.X_OK):
                return str(candidate)
    return None
