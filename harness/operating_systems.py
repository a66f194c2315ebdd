"""Which operating systems harness runs on, and what it says on the others."""

from __future__ import annotations

_NAMES = {"darwin": "macOS", "win32": "Windows", "cygwin": "Cygwin"}
IN_LINUX = "run it in a Linux container or virtual machine"
IN_WSL = "run it inside WSL 2: `wsl --install -d Debian`, then as on Debian, on WSL's own disk"


def name_of(system: str) -> str:
    """``macOS`` for ``darwin``, as in :data:`sys.platform`."""
    return _NAMES.get(system, system)


def start_problem(system: str) -> str | None:
    """Why nothing of harness works on ``system``; None where at least reading does."""
    if system in ("win32", "cygwin"):
        return f"harness does not run on {name_of(system)}; {IN_WSL}"
    return None


def supervision_problem(system: str) -> str | None:
    """Why no compiler and no simulator is started on ``system``; None on Linux.

    Every process must end with us, whatever happens; that is built on pidfd, pipes and /proc of Linux.
    """
    if system == "linux":
        return None
    return f"harness builds and boots on Linux alone; on {name_of(system)} it lists, reports and explains"
