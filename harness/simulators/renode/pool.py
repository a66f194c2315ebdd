"""Warm machines: one for each binary that runs at the same time."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from harness.errors import HarnessError
from harness.execution.supervisor import Supervisor
from harness.simulators.renode.board import Board
from harness.simulators.renode.machine import Machine, new_folder, start_machine
from harness.simulators.renode.process import Program


class Pool:
    """Lends machines. Every process ends with the pool or, at the latest, with its supervisor."""

    def __init__(self, supervisor: Supervisor, program: Program, folder: Path) -> None:
        self._supervisor = supervisor
        self._program = program
        self._folder = folder
        self._idle: list[Machine] = []
        self._warming: list[asyncio.Task[Machine]] = []

    async def acquire(self, board: Board, *, cold: bool = False) -> Machine:
        """A machine for ``board``; with ``cold`` one that has run nothing yet.

        Raises:
            SimulatorError: Renode does not start or refuses the board.
            EnvironmentMissingError: there is no such program.
        """
        machine = await self._reuse(board, cold=cold)
        return machine or await self._start(board)

    async def release(self, machine: Machine, *, reusable: bool, successor: bool = True) -> None:
        """Give ``machine`` back. One that cannot serve again is ended, and a ``successor`` is warmed up."""
        if reusable and machine.usable:
            self._idle.append(machine)
            return
        await machine.close()
        if not successor:
            return
        task = asyncio.create_task(self._start(machine.board), name=f"warm {machine.board.target}")
        task.add_done_callback(_look_at_error)
        self._warming.append(task)

    async def close(self) -> None:
        """End all idle machines."""
        for task in self._warming:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, HarnessError):
                self._idle.append(await task)
        self._warming.clear()
        await self._end(self._idle)

    async def _reuse(self, board: Board, *, cold: bool) -> Machine | None:
        strangers = [each for each in self._idle if each.board != board or not each.usable]
        await self._end(strangers)  # the run has gone on to the next board
        for machine in self._idle:
            if not cold or machine.boots == 0:
                self._idle.remove(machine)
                return machine
        while self._warming:
            task = self._warming.pop()
            with contextlib.suppress(HarnessError):  # trying again tells why
                machine = await task
                if machine.board == board and machine.usable:
                    return machine
                await machine.close()
        return None

    async def _start(self, board: Board) -> Machine:
        return await start_machine(self._supervisor, self._program, board, new_folder(self._folder))

    async def _end(self, machines: list[Machine]) -> None:
        ending = list(machines)
        self._idle = [each for each in self._idle if each not in ending]
        await asyncio.gather(*(each.close() for each in ending))


def _look_at_error(task: asyncio.Task[Machine]) -> None:
    if not task.cancelled():
        task.exception()
