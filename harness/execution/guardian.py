"""A tiny process that outlives us for a moment, so that nothing else does.

SIGKILL cannot be handled, so somebody else must clean up after it. The guardian is a POSIX shell that
is told of every process group that we start, over a pipe. When the pipe closes without a good-bye we
are dead: it kills the groups, then whatever else carries our run's mark in its environment (a process
started in the instant before its group could be told, or one that left its group).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

MARK = "HARNESS_SUPERVISED"  # environment variable that every process of ours carries

_SCRIPT = r"""
trap '' INT TERM HUP QUIT
groups=" "
while read -r word group; do
    case "$word" in
        add) groups="$groups$group " ;;
        del) groups="${groups%% $group *} ${groups#* $group }" ;;
        bye) exit 0 ;;
    esac
done
for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done
for round in 1 2 3 4 5; do  # a process in the middle of exec shows no environment, so look again
    for environ in $(grep -lsFz -- "$1" /proc/[0-9]*/environ); do
        pid=${environ#/proc/}; pid=${pid%/environ}
        [ "$pid" = "$$" ] || kill -KILL "$pid" 2>/dev/null
    done
    sleep 0.1
done
"""


class Guardian:
    """Started with the first process, stopped with the last; see the module's text."""

    def __init__(self, mark: str) -> None:
        read_end, self._pipe = os.pipe()
        environment = {key: value for key, value in os.environ.items() if key != MARK}
        try:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _SCRIPT, "harness-guardian", f"{MARK}={mark}"],
                stdin=read_end,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
                cwd="/",
            )
        finally:
            os.close(read_end)

    def add(self, group: int) -> None:
        """Watch over process group ``group``."""
        self._tell(f"add {group}\n")

    def remove(self, group: int) -> None:
        """The group has ended and was reaped; its number may be used again by a stranger."""
        self._tell(f"del {group}\n")

    def close(self) -> None:
        """Say good-bye: everything was reaped."""
        self._tell("bye\n")
        os.close(self._pipe)
        self._process.wait()

    def _tell(self, text: str) -> None:
        try:
            os.write(self._pipe, text.encode())
        except BrokenPipeError:  # somebody killed the guardian; runs go on without it
            return


def survivors(mark: str) -> list[int]:
    """Process ids, other than ours, that carry ``mark``: the audit at the end of a run (Linux only)."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:  # gone meanwhile, or not ours to read
            continue
    return [pid for pid in found if pid != os.getpid()]
