"""One Renode process: started, listened to, ended. Knows nothing of machines and binaries."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import sys
from pathlib import Path

from harness.errors import SimulatorError
from harness.execution.supervisor import Process, Supervisor
from harness.model import Value
from harness.simulators.host import signal_text
from harness.simulators.renode import launcher
from harness.simulators.renode.connector import Connector, free_port, receive_connector
from harness.simulators.renode.container import Channel, contained_command
from harness.simulators.renode.logwatch import LogWatch
from harness.simulators.renode.rpc import KeywordServer
from harness.simulators.renode.versions import Traits

SOCKETS = 100
START_PATIENCE_S = 120.0  # it takes 0.8 s; the machine may be busy
FEWEST_BYTES = 1 << 20  # of disk space; Renode dies of an exception where it cannot write
DEATH_PATIENCE_S = 0.5
_RETRY_S = 0.02
_TICKS = os.sysconf("SC_CLK_TCK")


class Program(Value, frozen=True, kw_only=True):
    """The Renode to start. ``isolate`` is false where its servers shall be reachable.

    With ``image``, ``path`` is a program of that container image.
    """

    path: Path
    traits: Traits
    isolate: bool = True
    image: str = ""


class RenodeProcess:
    """A running Renode with its keyword server connected. Made by :func:`start_renode`."""

    def __init__(self, process: Process, folder: Path, monitor_port: int) -> None:
        self.folder = folder
        self.monitor_port = monitor_port
        self.watch = LogWatch()
        self.connector: Connector
        self.server: KeywordServer
        self.died = asyncio.Event()
        self.channel: Channel | None = None  # to the container, if it runs in one
        self._process = process
        self._pump = asyncio.create_task(self._listen())

    @property
    def alive(self) -> bool:
        return self._process.running

    def cpu_s(self) -> float:
        """Processor time that Renode has used, in seconds; 0 once it is gone."""
        if self.channel is not None:
            return self.channel.cpu_s()
        pid = self._process.pid
        for folder in self.folder.glob("tmp/renode-[0-9]*"):  # a starter script may have started it
            pid = int(folder.name.rpartition("-")[2])
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / _TICKS

    async def epitaph(self) -> str:
        """How the process ended, with what it said last."""
        code = await self._process.wait()
        how = f"died of {signal_text(-code)}" if code < 0 else f"ended with code {code}"
        words = self.watch.last_words
        if shutil.disk_usage(self.folder).free < FEWEST_BYTES:
            words = f"the disk of {self.folder} is full"
        return f"Renode {how}" + (f": {words}" if words else "")

    async def dead(self) -> bool:
        """Whether the process is gone; a connection that broke may tell before the kernel does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DEATH_PATIENCE_S):
                await self.died.wait()
        return not self._process.running

    def kill(self) -> None:
        """End it at once; :meth:`close` cleans up."""
        self._process.kill()

    async def close(self) -> None:
        """End it, reap it, and remove its folder."""
        self._process.kill()
        await self._process.wait()
        await asyncio.wait([self._pump])
        if self.channel is not None:
            await self.channel.ended()
            self.channel.close()
        if hasattr(self, "server"):
            self.server.close()
        if hasattr(self, "connector"):
            self.connector.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _listen(self) -> None:
        try:
            async for chunk in self._process.chunks():
                self.watch.feed(chunk)
        finally:
            if not self._process.running:
                self.died.set()
                self._process.release()
        await self._process.wait()
        self.died.set()
        self._process.release()


async def start_renode(supervisor: Supervisor, program: Program, folder: Path) -> RenodeProcess:
    """Start Renode with its home, its temporary files and, if possible, its network in private places.

    Raises:
        SimulatorError: it does not start.
        EnvironmentMissingError: there is no such program.
    """
    for name in ("tmp", "home"):
        (folder / name).mkdir(parents=True)
    # Free on this machine; in a namespace of its own every port is.
    monitor_port = free_port()
    robot_port = 0 if program.traits.announces_robot_port else free_port()
    command = _arguments(program, monitor_port, robot_port)
    if program.image:
        channel = Channel(folder)
        contained = contained_command(program.image, folder, SOCKETS, command)
        try:
            process = supervisor.start(contained, cwd=folder, env=_environment(folder))
        except BaseException:
            channel.close()
            raise
        renode = RenodeProcess(process, folder, monitor_port)
        renode.channel = channel
        await _listening(renode, program, robot_port, channel)
        return renode
    ours, theirs = socket.socketpair()
    with ours:
        ours.setblocking(False)
        with theirs:
            process = supervisor.start(
                _launched(program, theirs.fileno(), command),
                cwd=folder,
                env=_environment(folder),
                pass_fds=(theirs.fileno(),),
            )
        renode = RenodeProcess(process, folder, monitor_port)
        await _listening(renode, program, robot_port, ours)
    return renode


async def _listening(
    renode: RenodeProcess, program: Program, robot_port: int, way: Channel | socket.socket
) -> None:
    """Wait for the way in and for the keyword server; what does not answer in time is ended."""
    try:
        async with asyncio.timeout(START_PATIENCE_S):
            if isinstance(way, Channel):
                way = await _contained(renode, way)
            renode.connector = await receive_connector(way)
            renode.server = await _connected(renode, robot_port)
    except TimeoutError:
        await renode.close()
        raise SimulatorError(
            f"{program.path} did not answer within {START_PATIENCE_S:g} s",
            remedy="start it by hand to see why",
        ) from None
    except BaseException:
        await renode.close()
        raise


async def _contained(renode: RenodeProcess, channel: Channel) -> socket.socket:
    try:
        return await channel.accept(renode.died)
    except SimulatorError:
        raise SimulatorError(await renode.epitaph(), remedy="`harness doctor` tells of the engine") from None


async def _connected(renode: RenodeProcess, port: int) -> KeywordServer:
    """Connect as soon as the keyword server listens."""
    while True:
        if not renode.alive:
            raise SimulatorError(await renode.epitaph(), remedy="start it by hand to see why")
        if port := port or renode.watch.robot_port or _port_in(renode.folder):
            server = KeywordServer(renode.connector, port)
            with contextlib.suppress(ConnectionError):
                await server.connect()
                return server
        await asyncio.sleep(_RETRY_S)  # nothing tells of a port that a server begins to listen on


def _port_in(folder: Path) -> int:
    for file in folder.glob("tmp/renode-*/robot_port"):
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text())
    return 0


def _arguments(program: Program, monitor_port: int, robot_port: int) -> list[str | Path]:
    """Renode's command line. Without ``-P`` 1.16.1 spins on its closed stdin."""
    return [
        program.path,
        program.traits.headless_flag,
        "--plain",
        *("-P", str(monitor_port)),
        *("--robot-server-port", str(robot_port)),
    ]


def _launched(program: Program, channel: int, command: list[str | Path]) -> list[str | Path]:
    """``command`` with the launcher before it."""
    sockets = SOCKETS if program.isolate else 0
    return [sys.executable, "-I", "-S", launcher.__file__, str(channel), str(sockets), *command]


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder / "home")
    return os.environ | {"HOME": home, "XDG_CONFIG_HOME": home, "TMPDIR": str(folder / "tmp")}
