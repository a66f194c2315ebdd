"""One boot with a person or a pipe at its console, until the guest ends or whoever types leaves."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from harness.consoles import consoles_of
from harness.execution.scheduler import Job
from harness.interactive import Conversation, LineMissingError
from harness.model import BinaryResult, EndingKind, Value, Verdict
from harness.reports.folder import ReportFolder
from harness.settings import Settings
from harness.shell import terminal
from harness.shell.find import find_job
from harness.shell.keyboard import LEAVE, as_typed, echoed, read_bytes
from harness.shell.screen import Screen
from harness.workbench import Workbench

NO_LIMIT_S = 1e9
LEFT = "left with Ctrl-]"
INPUT_ENDED = "left at the end of the input"
TERMINAL_GONE = "the terminal is gone"
_RECHECK_S = 0.02
_SETTLE_S = 0.1  # guest time without output before a line of a pipe
_MOST_SILENCE_S = 3.0  # host time after which a guest that never stops talking is talked to all the same


class Wishes(Value, frozen=True, kw_only=True):
    """How the user wants to talk. ``linger_s`` is guest time; ``echo`` and ``enter`` None: as the console is.

    ``keyboard`` is a descriptor; ``on_screen`` says that a terminal shows what is written.
    """

    keyboard: int
    on_screen: bool
    images: tuple[str, ...] = ()  # NAME=FILE, for a board that boots them
    uart: str = ""
    prompt: str = ""
    linger_s: float = 2.0
    echo: bool | None = None
    enter: bytes | None = None


class Ended(Value, frozen=True, kw_only=True):
    """The end of a session; ``left`` says how the user has left a guest that was still running."""

    result: BinaryResult
    left: str = ""
    over: bool = False  # images of the user's, which know no sentinel, ended by themselves without an error
    problems: tuple[str, ...] = ()


async def shell(
    name: str,
    settings: Settings,
    wishes: Wishes,
    *,
    write: Callable[[bytes], None],
    tell: Callable[[str], None],
) -> Ended:
    """Boot ``name`` and connect the user's keyboard, and ``write``, with its console.

    ``tell`` takes lines for the user before the guest starts.

    Raises:
        UsageError: no such binary, target or UART.
        EnvironmentMissingError: simulator or toolchain are missing, or it cannot be talked to.
        ReportError: the report folder cannot be written.
    """
    bench = Workbench(lambda: settings)
    try:
        job = await find_job(bench, settings, name, tell, wishes.images)
        if isinstance(job, BinaryResult):
            return Ended(result=job)
        consoles = consoles_of(job.target, job.simulator.name, job.binary.variant)
        uart = consoles.key(wishes.uart) or consoles.main
        at_terminal = os.isatty(wishes.keyboard)
        several = not (wishes.on_screen or wishes.uart) and len(consoles.all) > 1
        screen = Screen(write, consoles, None if several else uart)
        log = ReportFolder(settings.report_folder).log(
            job.target.name, job.binary.name, variant=job.binary.variant
        )
        simulator = f"{job.simulator.name} {job.simulator.available().version}"
        tell(
            f"{job.binary.name} on {job.target.name}, {simulator}"
            + (f", UART {uart}" if consoles.further and not several else "")
            + ("; Ctrl-] leaves" if at_terminal else "")
        )
        # A person may think for as long as they like.
        timeout_s = NO_LIMIT_S if at_terminal and settings.timeout_s is None else None
        conversation = await bench.start(job, log, timeout_s=timeout_s, on_output=screen.show)
        try:
            with contextlib.ExitStack() as stack:
                if at_terminal:
                    stack.enter_context(terminal.raw(wishes.keyboard))
                talk = _Talk(conversation, screen, wishes, job, uart, at_terminal=at_terminal)
                return await talk.run()
        finally:
            screen.finish()
    finally:
        await bench.close()


class _Talk:
    """What goes on between keyboard and guest."""

    def __init__(
        self,
        conversation: Conversation,
        screen: Screen,
        wishes: Wishes,
        job: Job,
        uart: str,
        *,
        at_terminal: bool,
    ) -> None:
        self._conversation = conversation
        self._screen = screen
        self._wishes = wishes
        self._uart = uart
        self._at_terminal = at_terminal
        self._takes_images = bool(job.target.slots)
        consoles = conversation.consoles
        key = consoles.key(uart)
        self._enter = wishes.enter if wishes.enter is not None else consoles.enter(key).encode()
        self._is_uart = consoles.is_uart(key)
        echo = wishes.echo if wishes.echo is not None else not self._is_uart
        self._echo = echo and at_terminal

    async def run(self) -> Ended:
        """Until the guest has ended or was left."""
        conversation = self._conversation
        await conversation.booted()
        conversation.run_free(keep=self._waits_for_prompts)
        over = asyncio.create_task(conversation.over(), name="guest")
        typing = asyncio.create_task(self._pass_on(), name="keyboard")
        try:
            await asyncio.wait((over, typing), return_when=asyncio.FIRST_COMPLETED)
            left = "" if over.done() else typing.result()
            result = await (conversation.stop(left) if left else conversation.finish())
        finally:
            for task in (over, typing):
                task.cancel()
            await asyncio.gather(over, typing, return_exceptions=True)
        ending = result.attempts[-1].ending if result.attempts else None
        ended_well = ending is not None and ending.kind is EndingKind.EXIT and ending.exit_code == 0
        return Ended(
            result=result,
            left=left,
            over=ended_well and self._takes_images and result.verdict is Verdict.INCOMPLETE,
            problems=conversation.problems,
        )

    @property
    def _waits_for_prompts(self) -> bool:
        return bool(self._wishes.prompt) and not self._at_terminal

    async def _pass_on(self) -> str:
        """Type what comes from the keyboard; returns how the guest was left."""
        async with aclosing(read_bytes(self._wishes.keyboard)) as chunks:
            if self._at_terminal:
                return await self._pass_on_keys(chunks)
            begun = b""
            with contextlib.suppress(LineMissingError):  # the guest has ended, and is told of elsewhere
                async for data in chunks:
                    *lines, begun = (begun + data).split(b"\n")
                    for line in lines:
                        await self._type_line(line.removesuffix(b"\r") + self._enter)
                if begun:
                    await self._type_line(begun + self._enter)
                await self._await_answer()
        return INPUT_ENDED

    async def _pass_on_keys(self, chunks: AsyncGenerator[bytes, None]) -> str:
        async for data in chunks:
            before, key, _ = data.partition(LEAVE)
            if self._echo:
                self._screen.show(self._uart, echoed(before))
            with contextlib.suppress(LineMissingError):
                await self._conversation.type(as_typed(before, self._enter), self._uart)
            if key:
                return LEFT
        return TERMINAL_GONE

    async def _type_line(self, line: bytes) -> None:
        if self._waits_for_prompts:
            await self._prompt()
        elif self._is_uart:  # it loses what comes before it listens, and has room for some characters
            await self._settle()
        await self._conversation.type(line, self._uart)

    async def _await_answer(self) -> None:
        """After the last line of a pipe: the next prompt, else silence for the time that the user wants."""
        if self._waits_for_prompts:
            await self._prompt()
        else:
            await self._silence(self._wishes.linger_s)

    async def _prompt(self) -> None:
        """A prompt that came since the last line, and a moment of silence: many systems draw theirs again."""
        pattern = re.compile(re.escape(self._wishes.prompt))
        await self._conversation.wait_for_text(pattern, timeout_s=NO_LIMIT_S, uart=self._uart)
        await self._settle()
        self._conversation.skip(self._uart)

    async def _settle(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MOST_SILENCE_S):
                await self._silence(_SETTLE_S)

    async def _silence(self, seconds: float) -> None:
        """Until the guest, which has printed something, has printed nothing for ``seconds`` of guest time."""
        heard = -1
        while not (heard == self._conversation.heard_bytes > 0) and not self._conversation.ended:
            heard = self._conversation.heard_bytes
            until_s = self._conversation.guest_s() + seconds
            while (remaining_s := until_s - self._conversation.guest_s()) > 0:
                await asyncio.sleep(max(remaining_s, _RECHECK_S))
