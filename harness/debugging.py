"""A binary under a debugger: the simulator waits at its first instruction, gdb comes over a relay of ours.

The relay listens on the loopback device alone and takes one debugger. It knows when that has gone, which
neither simulator tells, and it leads into Renode's private network, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from harness.errors import EnvironmentMissingError, UsageError
from harness.lanes import Lane
from harness.model import TestBinary
from harness.simulators.protocol import Debuggable, DebugSession

ADDRESS = "127.0.0.1"
GDBS = ("gdb-multiarch", "arm-none-eabi-gdb")
READ_BYTES = 1 << 16
LAST_WORDS_S = 0.2  # for what was printed before the debugger left
_AFTER_GDB = "the debugger has gone"


async def debug(
    lane: Lane,
    binary: TestBinary,
    scratch: Path,
    *,
    port: int,
    on_console: Callable[[bytes], None],
    tell: Callable[[str], None],
) -> str:
    """Boot ``binary`` halted, ``tell`` the gdb command, and go on until debugger or guest have gone.

    ``port`` is the debugger's, 0 for any that is free. Returns why it ended.

    Raises:
        UsageError: the simulator has no debugger.
        EnvironmentMissingError: the port is taken, or the simulator does not start.
    """
    simulator = lane.simulator
    if not isinstance(simulator, Debuggable):
        raise UsageError(
            f"{simulator.name} needs no debug server", remedy=f"run `gdb {shlex.quote(str(binary.elf))}`"
        )
    async with simulator.debug(binary, lane.target, scratch) as session:
        relay = _Relay(session)
        try:
            server = await asyncio.start_server(relay.serve, ADDRESS, port)
        except OSError as error:
            raise EnvironmentMissingError(
                f"port {port} cannot be used: {error.strerror}", remedy="choose another --port"
            ) from None
        console = asyncio.create_task(_show(session, on_console), name="console")
        gone = asyncio.create_task(relay.gone.wait(), name="debugger")
        try:
            tell(gdb_command(binary.elf, server.sockets[0].getsockname()[1]))
            await asyncio.wait((console, gone), return_when=asyncio.FIRST_COMPLETED)
            if not console.done():
                await asyncio.wait((console,), timeout=LAST_WORDS_S)
            if console.done():
                console.result()
            return _AFTER_GDB if gone.done() else f"{simulator.name} has ended"
        finally:
            server.close()
            for task in (console, gone, *relay.tasks):
                task.cancel()
            await asyncio.gather(console, gone, *relay.tasks, return_exceptions=True)


def gdb_command(elf: Path, port: int) -> str:
    """The command that attaches gdb and stops at ``main``, as a shell takes it."""
    gdb = next((each for each in GDBS if shutil.which(each)), GDBS[0])
    steps = (f"target remote {ADDRESS}:{port}", "break main", "continue")
    return shlex.join((gdb, str(elf), *(word for step in steps for word in ("-ex", step))))


async def _show(session: DebugSession, on_console: Callable[[bytes], None]) -> None:
    async for chunk in session.chunks():
        on_console(chunk)


class _Relay:
    """Passes bytes between one debugger and the simulator's server; ``gone`` once the debugger has left."""

    def __init__(self, session: DebugSession) -> None:
        self.gone = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []
        self._session = session
        self._taken = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection. A second debugger is turned away."""
        if self._taken:
            writer.close()
            return
        self._taken = True
        try:
            inner_reader, inner_writer = await self._session.connect()
        except OSError:
            writer.close()
            self.gone.set()
            return
        self.tasks = [
            asyncio.create_task(_pump(reader, inner_writer), name="to simulator"),
            asyncio.create_task(_pump(inner_reader, writer), name="to debugger"),
        ]
        try:
            await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writer.close()
            inner_writer.close()
            self.gone.set()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(READ_BYTES):
            writer.write(data)
            await writer.drain()
