"""A runner that is booted and answers: what validation, benchmark and the Python API share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from harness.execution.scheduler import Job
from harness.interactive import LineMissingError, start_conversation
from harness.lanes import Lane
from harness.models.client import Client, Clock, Hello
from harness.models.firmware import Firmware
from harness.models.links import SimulatorLink
from harness.settings import WATCHDOG_FACTOR, WATCHDOG_FLOOR_S

DEFAULT_TIMEOUT_S = 60.0  # for one inference
_STACK = "[harness] stack "
_LAST_WORDS_S = 5.0


class Session:
    """One boot. ``stack_bytes`` is known after :meth:`end`."""

    def __init__(self, link: SimulatorLink, client: Client, hello: Hello) -> None:
        self.client = client
        self.hello = hello
        self.stack_bytes: int | None = None
        self._link = link

    async def clock(self) -> Clock:
        """What the target's ticks are worth."""
        return await self.client.clock()

    async def end(self) -> None:
        """Say goodbye, which makes the firmware tell how much of its stack was used."""
        await self.client.bye()
        try:
            line = await self._link.conversation.wait_for_line(
                lambda text: text.startswith(_STACK), timeout_s=_LAST_WORDS_S
            )
        except LineMissingError:  # the host has no stack of ours
            return
        self.stack_bytes = int(line.removeprefix(_STACK).split()[0])


@asynccontextmanager
async def boot(
    firmware: Firmware, lane: Lane, *, log: Path, scratch: Path, timeout_s: float, inferences: int
) -> AsyncIterator[Session]:
    """Boot ``firmware`` and greet it. ``timeout_s`` is for one inference on the host's clock.

    Raises:
        LinkLostError: it does not answer, or died.
        SimulatorError: it is no runner of this version.
    """
    budget_s = timeout_s * (inferences + 2)
    job = Job(
        binary=firmware.binary,
        target=firmware.target,
        simulator=lane.simulator,
        budget_s=budget_s,
        watchdog_s=WATCHDOG_FLOOR_S + WATCHDOG_FACTOR * budget_s,
        retries=0,
        rerun="",
    )
    conversation = start_conversation(job, log=log, scratch=scratch)
    link = SimulatorLink(conversation)
    try:
        client = Client(link, timeout_s=timeout_s)
        yield Session(link, client, await client.start())
    finally:
        await conversation.stop("the runner is no longer needed")
