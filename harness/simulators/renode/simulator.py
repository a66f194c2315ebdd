"""Simulator ``renode``: the board itself, with the part's true memory, on warm machines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from harness.errors import EnvironmentMissingError, SimulatorError
from harness.execution.supervisor import Supervisor
from harness.model import NATIVE, Target, TestBinary
from harness.simulators.protocol import Availability, BootOptions
from harness.simulators.renode.board import Board, has_board, read_board
from harness.simulators.renode.container import find_image, image_name
from harness.simulators.renode.debug import RenodeDebugSession
from harness.simulators.renode.discovery import find_renode
from harness.simulators.renode.machine import Machine
from harness.simulators.renode.pool import Pool
from harness.simulators.renode.process import Program
from harness.simulators.renode.session import RenodeSession
from harness.simulators.renode.versions import Version, traits_of

MACHINES = "machines"  # folder of all processes, next to the scratch folders of the boots


class RenodeSimulator:
    """Boots ELF files on targets that have a ``board.repl``.

    ``isolate`` is false where Renode's servers shall be reachable from outside, for debugging.
    """

    name = "renode"

    def __init__(self, supervisor: Supervisor, *, isolate: bool = True) -> None:
        self._supervisor = supervisor
        self._isolate = isolate
        self._found: tuple[Availability, Version | None] | None = None
        self._pools: dict[Path, Pool] = {}

    def available(self) -> Availability:
        """Find Renode and ask for its version."""
        return self._find()[0]

    def supports(self, target: Target) -> str | None:
        """Boards with a description; they have the part's own memory map."""
        return NATIVE if has_board(target) else None

    @asynccontextmanager
    async def boot(
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AsyncIterator[RenodeSession]:
        """Boot on a warm machine. The machines' folder lies next to ``options.scratch``."""
        pool = self._pool(options.scratch.parent / MACHINES)
        machine = await self._loaded(pool, binary, read_board(target), cold=options.cold)
        session = RenodeSession(machine, options)
        try:
            yield session
        except asyncio.CancelledError:  # the run ends
            await pool.release(machine, reusable=False, successor=False)
            raise
        except BaseException:
            await pool.release(machine, reusable=False)
            raise
        await pool.release(machine, reusable=session.clean)

    @asynccontextmanager
    async def debug(
        self, binary: TestBinary, target: Target, scratch: Path
    ) -> AsyncIterator[RenodeDebugSession]:
        """Boot halted, with a GDB server, in a process of its own."""
        async with self._lent(scratch, read_board(target)) as machine:
            await machine.load(binary)
            session = RenodeDebugSession(machine)
            await session.start()
            yield session

    async def close(self) -> None:
        """End all processes; the supervisor would do it, too."""
        for pool in self._pools.values():
            await pool.close()
        self._pools.clear()

    async def _loaded(self, pool: Pool, binary: TestBinary, board: Board, *, cold: bool) -> Machine:
        """A machine with ``binary`` loaded. A warm process may have died since: then a cold one."""
        machine = await pool.acquire(board, cold=cold)
        warm = machine.boots > 0
        try:
            await machine.load(binary)
            return machine
        except BaseException as error:
            await pool.release(machine, reusable=False, successor=False)
            if not warm or not isinstance(error, SimulatorError):
                raise
        return await self._loaded(pool, binary, board, cold=True)

    @asynccontextmanager
    async def _lent(self, scratch: Path, board: Board) -> AsyncIterator[Machine]:
        """A machine that nobody else gets, before or after."""
        pool = self._pool(scratch / MACHINES)
        machine = await pool.acquire(board, cold=True)
        try:
            yield machine
        finally:
            await pool.release(machine, reusable=False, successor=False)

    def _find(self) -> tuple[Availability, Version | None]:
        if self._found is None:
            self._found = self._look()
        return self._found

    def _look(self) -> tuple[Availability, Version | None]:
        return find_renode()

    def _program(self, path: Path, version: Version) -> Program:
        return Program(path=path, traits=traits_of(version), isolate=self._isolate)

    def _pool(self, folder: Path) -> Pool:
        availability, version = self._find()
        if availability.path is None or version is None:
            raise EnvironmentMissingError(f"{self.name}: {availability.problem}", remedy=availability.remedy)
        if folder not in self._pools:
            program = self._program(availability.path, version)
            self._pools[folder] = Pool(self._supervisor, program, folder)
        return self._pools[folder]


class RenodeContainerSimulator(RenodeSimulator):
    """The same with each Renode in a container of an image that the user has; only where it is asked for."""

    name = "renode-container"

    def _look(self) -> tuple[Availability, Version | None]:
        return find_image()

    def _program(self, path: Path, version: Version) -> Program:
        return Program(path=path, traits=traits_of(version), image=image_name())
