"""One boot on a warm machine: slices of virtual time until there is an end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator

from harness.errors import SimulatorError
from harness.model import Ending, EndingKind, Metric
from harness.simulators.protocol import BootOptions
from harness.simulators.renode import evidence
from harness.simulators.renode.machine import Machine
from harness.simulators.renode.rpc import CommandFailedError
from harness.simulators.renode.stall import StallWatch

# Virtual seconds. The slices of a boot are always the same, so that what is measured does not depend on the
# host: 2 ms is a small test, and a long run pays for polling four times in a virtual second.
FIRST_SLICE_S, GROWTH, LONGEST_SLICE_S = 0.002, 2.0, 0.25
LONGEST_TALKING_S = 0.02  # input arrives, and a wait ends, between two slices
GLANCE_S = 0.1  # host time between two looks at a slice that takes long
_CLEAN = (EndingKind.KILLED, EndingKind.EXIT, EndingKind.BUDGET)
LAST_ANSWER_S = 5.0  # host time for a slice to end after the verdict


class RenodeSession:
    """See :class:`harness.simulators.protocol.TalkingSession`."""

    def __init__(self, machine: Machine, options: BootOptions) -> None:
        self._machine = machine
        self._options = options
        self._stopped = asyncio.Event()
        self._ending: Ending | None = None
        self._final: Ending | None = None
        self._virtual_s = 0.0
        self._typed = b""  # input that the guest gets before the next slice
        self._instructions: int | None = None
        self._deadline = time.monotonic() + options.watchdog_s

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes; between them virtual time goes on. Who talks to the guest hears of every slice."""
        slice_s = FIRST_SLICE_S
        longest_s = LONGEST_TALKING_S if self._options.interactive else LONGEST_SLICE_S
        while self._ending is None and not self._stopped.is_set():
            if self._typed:
                self._ending = await self._type()
                if self._ending is not None:
                    return
                slice_s = FIRST_SLICE_S  # whoever typed waits for an answer, which may take microseconds
            slice_s = min(slice_s, max(self._options.budget_s - self._virtual_s, 1e-6))
            running = self._machine.start_slice(slice_s)
            stall: StallWatch | None = None
            while not running.done() and self._ending is None and not self._stopped.is_set():
                await self._wait(running)
                for data in self._machine.console.read():
                    yield data
                if not running.done() and not self._stopped.is_set():
                    stall = stall or StallWatch(self._machine)
                    self._ending = self._interim() or await stall.look()
            if running.done() and not self._stopped.is_set():
                self._virtual_s += slice_s
                self._ending = self._ending or await self._after(running)
            slice_s = min(slice_s * GROWTH, longest_s)
            if self._options.interactive:
                yield b""

    def send(self, data: bytes, uart: str = "") -> None:
        """Type ``data`` on the guest's console, the only one here, before virtual time goes on."""
        self._typed += data

    def guest_s(self) -> float:
        """Virtual seconds since the boot."""
        return self._virtual_s

    def stop(self) -> None:
        """The verdict is certain."""
        self._stopped.set()

    async def ending(self) -> Ending:
        """How it ended, with everything that Renode's log says of the guest."""
        if self._final is None:
            ending = self._ending or Ending(kind=EndingKind.KILLED)
            await self._complete()
            facts = self._machine.process.watch.facts
            if ending.fault is not None and "LR" not in ending.fault.registers:
                ending = await evidence.with_registers(ending, self._machine)
            self._final = evidence.with_facts(ending, facts, guest_s=self._virtual_s)
        return self._final

    @property
    def clean(self) -> bool:
        """Whether the machine can serve again: it ended as it should, and answered to the last.

        What the guest did after its verdict counts, too: in Renode 1.16.1 a machine whose guest has asked for
        a reset runs no other image, whatever is reset and loaded.
        """
        ended_well = self._final is not None and self._final.kind in _CLEAN and self._instructions is not None
        return ended_well and not self._machine.process.watch.facts.decisive

    def metrics(self) -> tuple[Metric, ...]:
        """Executed instructions and virtual time. A guest that spins at its end counts its spinning."""
        found = [Metric(name="virtual_time", value=self._virtual_s, unit="s", source="renode")]
        if self._instructions is not None:
            found.append(
                Metric(name="instructions", value=self._instructions, unit="instructions", source="renode")
            )
        return tuple(found)

    async def _type(self) -> Ending | None:
        """Pass on what was typed; an ending where Renode does not take it."""
        typed, self._typed = self._typed, b""
        try:
            await self._machine.type_in(typed)
        except SimulatorError as error:
            return Ending(kind=EndingKind.SIMULATOR, message=str(error))
        return None

    async def _wait(self, running: asyncio.Task[str]) -> None:
        """Until the slice has ended or something else has happened, at most for a moment."""
        events = (self._machine.process.died, self._machine.process.watch.decisive, self._stopped)
        waiting = [asyncio.create_task(event.wait()) for event in events]
        try:
            await asyncio.wait((running, *waiting), timeout=GLANCE_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()

    def _interim(self) -> Ending | None:
        """Whether a slice that has not ended never will, or shall not."""
        ending = evidence.decisive(self._machine.process.watch.facts)
        if ending is None and time.monotonic() > self._deadline:
            message = f"no end after {self._options.watchdog_s:g} s on the host"
            ending = Ending(kind=EndingKind.WATCHDOG, message=message)
        return ending

    async def _after(self, running: asyncio.Task[str]) -> Ending | None:
        """What a slice that has ended tells."""
        try:
            running.result()
        except SimulatorError as error:
            process = self._machine.process
            refused = isinstance(error, CommandFailedError)
            message = str(error) if refused or not await process.dead() else await process.epitaph()
            return Ending(kind=EndingKind.SIMULATOR, message=message)
        facts = self._machine.process.watch.facts
        if ending := evidence.decisive(facts):
            return ending
        if facts.exited:
            return await evidence.exited(self._machine, facts)
        if self._virtual_s >= self._options.budget_s - 1e-9:
            message = f"guest budget of {self._options.budget_s:g} s spent"
            return Ending(kind=EndingKind.BUDGET, message=message)
        return self._interim()

    async def _complete(self) -> None:
        """Wait for the slice that runs, then for the log; where Renode hangs, it stays as it is."""
        running = self._machine.slice
        if running is not None and not running.done():
            lost = self._ending is not None
            await asyncio.wait([running], timeout=0.0 if lost else LAST_ANSWER_S)
        if running is not None and (not running.done() or running.cancelled() or running.exception()):
            return
        try:
            self._instructions = await self._machine.executed_instructions()
        except SimulatorError as error:
            self._ending = self._ending or Ending(kind=EndingKind.SIMULATOR, message=str(error))
