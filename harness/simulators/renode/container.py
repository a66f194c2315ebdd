"""Renode in a container of an image that the user has: whether it is there, and the way to it.

The container sees one folder, at the same path as we do: Renode reads and writes nothing else. It has no
network; :mod:`contained` passes sockets out of it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.containers.engine import engine
from harness.errors import HarnessError, SimulatorError
from harness.execution.supervisor import ask, why_silent
from harness.simulators.protocol import Availability
from harness.simulators.renode import contained
from harness.simulators.renode.versions import OLDEST, Version, parse_version

VARIABLE = "HARNESS_RENODE_IMAGE"
UPSTREAM = "antmicro/renode"
PROGRAM = Path("renode")  # on the image's PATH
END_PATIENCE_S = 20.0
_CHANNEL = "channel"
_CREDENTIALS = struct.Struct("3i")
_TICKS = os.sysconf("SC_CLK_TCK")


def image_name() -> str:
    """The image to use; it is never fetched by itself."""
    return os.environ.get(VARIABLE) or UPSTREAM


def find_image() -> tuple[Availability, Version | None]:
    """Ask the engine for the image, and its Renode for the version (a second or two)."""
    image = image_name()
    remedy = f"docker pull {image}"
    try:
        with engine() as client:
            if not _has_image(client, image):
                problem = f"there is no such image: {image} ({VARIABLE} names another)"
                return Availability(usable=False, problem=problem, remedy=remedy), None
    except HarnessError as error:
        return Availability(usable=False, problem=error.message, remedy="harness doctor"), None
    try:
        with tempfile.TemporaryDirectory(prefix="harness-") as folder:
            text = ask(contained_command(image, Path(folder), 0, [PROGRAM, "--version"]), timeout_s=60.0)
    except (OSError, subprocess.SubprocessError) as error:
        problem = f"Renode in the image {image} {why_silent(error)}"
        return Availability(usable=False, problem=problem, remedy=remedy), None
    version = parse_version(text)
    if version is None:
        problem = f"the Renode in the image {image} tells no version"
        return Availability(usable=False, problem=problem, remedy=remedy), None
    if version.number < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        problem = f"the image {image} has Renode {version}; {oldest} is the oldest that is driven"
        return Availability(usable=False, version=str(version), problem=problem, remedy=remedy), version
    return Availability(usable=True, version=str(version), path=PROGRAM), version


def _has_image(client: Any, image: str) -> bool:
    import docker

    try:
        client.images.get(image)
    except docker.errors.ImageNotFound:
        return False
    return True


def contained_command(image: str, folder: Path, sockets: int, command: list[str | Path]) -> list[str | Path]:
    """What runs ``command`` in a container that sees ``folder`` alone."""
    source = Path(contained.__file__).read_text(encoding="utf-8")
    client: list[str | Path] = [sys.executable, "-P", "-m", "harness.containers.attached", image, folder]
    return [*client, "python3", "-I", "-S", "-c", source, str(sockets), _CHANNEL, *command]


class Channel:
    """Our end of the Unix socket in ``folder`` that the container's first process connects to."""

    def __init__(self, folder: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._connection: socket.socket | None = None
        self._pid = 0
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        try:  # a socket's path has 107 bytes at most
            self._listener.bind(f"/proc/self/fd/{descriptor}/{_CHANNEL}")
        finally:
            os.close(descriptor)
        self._listener.listen(1)
        self._listener.setblocking(False)

    async def accept(self, died: asyncio.Event) -> socket.socket:
        """The connection, once the container is there.

        Raises:
            SimulatorError: the container ended before.
        """
        coming = asyncio.create_task(asyncio.get_running_loop().sock_accept(self._listener))
        ending = asyncio.create_task(died.wait())
        try:
            await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                raise SimulatorError("Renode's container ended before it could start Renode")
            self._connection = coming.result()[0]
        finally:
            for task in (coming, ending):
                task.cancel()
            await asyncio.wait((coming, ending))
        self._connection.setblocking(False)
        credentials = self._connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        self._pid = _CREDENTIALS.unpack(credentials)[0]
        return self._connection

    def cpu_s(self) -> float:
        """Processor time of what runs in the container, in seconds; pids are those of our namespace."""
        return sum(map(_ticks, _with_descendants(self._pid))) / _TICKS if self._pid else 0.0

    async def ended(self) -> None:
        """Wait until nothing in the container writes to the folder any more."""
        if self._connection is None:
            return
        try:
            async with asyncio.timeout(END_PATIENCE_S):
                while await asyncio.get_running_loop().sock_recv(self._connection, 64):
                    pass
        except (TimeoutError, OSError):
            return

    def close(self) -> None:
        """Give up the sockets."""
        self._listener.close()
        if self._connection is not None:
            self._connection.close()


def _with_descendants(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _with_descendants(int(child))


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
