"""How far virtual time goes at once: longer and longer, and short again for who waits for an answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.simulators.protocol import BootOptions
from harness.simulators.renode.logwatch import GuestFacts
from harness.simulators.renode.session import FIRST_SLICE_S, LONGEST_TALKING_S, RenodeSession


class Machine:
    """Notes what it is asked for; its guest never ends."""

    def __init__(self) -> None:
        self.slices: list[float] = []
        self.typed: list[tuple[int, bytes]] = []  # (slices before, what)
        watch = SimpleNamespace(decisive=asyncio.Event(), facts=GuestFacts())
        self.process: Any = SimpleNamespace(died=asyncio.Event(), watch=watch)
        self.console = SimpleNamespace(read=lambda: ())

    def start_slice(self, virtual_s: float) -> asyncio.Task[str]:
        async def done() -> str:
            return ""

        self.slices.append(virtual_s)
        return asyncio.create_task(done())

    async def type_in(self, data: bytes) -> None:
        self.typed.append((len(self.slices), data))


def test_slices_grow_and_begin_anew_after_something_was_typed(tmp_path: Path) -> None:
    async def main() -> Machine:
        machine = Machine()
        options = BootOptions(budget_s=0.0941, watchdog_s=60.0, scratch=tmp_path, interactive=True)
        session = RenodeSession(machine, options)  # type: ignore[arg-type]
        async for _ in session.chunks():
            if len(machine.slices) == 5:
                session.send(b"question")
        return machine

    machine = asyncio.run(main())
    assert machine.typed == [(5, b"question")]
    growing = [FIRST_SLICE_S * 2**each for each in range(4)] + [LONGEST_TALKING_S]
    assert machine.slices[:5] == growing
    assert machine.slices[5:9] == growing[:4]
    assert sum(machine.slices) == pytest.approx(0.0941), "the last one ends with the budget"
