"""One warm machine: made once, then reset, cleared and loaded for each binary.

Measured with 1.16.1: ``machine Reset`` clears neither RAM nor flash; making a machine anew costs 200 to
320 ms and leaks 4 MB; a quantum of 10 ms instead of 100 µs halves the time of a run (one CPU has nobody to be
in step with); an existing console file would be renamed, so it is attached once and read on from where
the last binary stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
from pathlib import Path

from harness.errors import SimulatorError
from harness.execution.supervisor import Supervisor
from harness.images import ImageFormat, image_format
from harness.model import Image, TestBinary
from harness.simulators.renode.board import Board, memories
from harness.simulators.renode.console import ConsoleFile
from harness.simulators.renode.image import write_image
from harness.simulators.renode.monitor import TelnetMonitor
from harness.simulators.renode.process import Program, RenodeProcess, start_renode
from harness.simulators.renode.rpc import CommandFailedError
from harness.simulators.renode.versions import ConsoleStyle, parse_version, traits_of

QUANTUM_S = 0.01
MARK_PATIENCE_S = 10.0
COMMAND_PATIENCE_S = 60.0  # for commands that take milliseconds; the machine may be busy
MOST_BOOTS = 1000
FEWEST_SOCKETS = 4
TYPED_BYTES = 64  # in one command
_NAME = "board"


class Machine:
    """A Renode process that holds the machine of ``board``; boots one binary at a time."""

    def __init__(self, process: RenodeProcess, board: Board) -> None:
        self.board = board
        self.process = process
        self.boots = 0
        self.monitor = TelnetMonitor(process.connector, process.monitor_port, _NAME)
        self.console = ConsoleFile(process.folder / "console.txt")
        self._image = process.folder / "image.elf"
        self._clear = ""
        self._console_name = ""
        self.slice: asyncio.Task[str] | None = None

    @property
    def worn(self) -> bool:
        """Whether it is time for a new process."""
        return self.boots >= MOST_BOOTS or self.process.connector.left < FEWEST_SOCKETS

    @property
    def usable(self) -> bool:
        """Whether another binary can be booted."""
        idle = self.slice is None or self.slice.done()
        return self.process.alive and idle and not self.process.server.broken and not self.worn

    async def create(self, program: Program) -> None:
        """Make the machine in the fresh process.

        Raises:
            SimulatorError: Renode refuses the board.
        """
        version = parse_version(await self._command("version"))
        traits = traits_of(version) if version else program.traits
        style = await self._describe(program, list(traits.consoles))
        listing = await self._command("peripherals")
        self._clear = " ; ".join(f"sysbus.{memory} ZeroAll" for memory in memories(listing))
        self._console_name = self.board.console_path(style)
        for command in (
            "emulation SetGlobalAdvanceImmediately true",
            f'emulation SetGlobalQuantum "{QUANTUM_S}"',
            f"{self._console_name} CreateFileBackend {at(self.console.path)} true",
            "logLevel 0 sysbus.cpu",  # tells of semihosting calls that it ignores
        ):
            await self._command(command)

    async def load(self, binary: TestBinary) -> None:
        """Reset, clear all memory, load ``binary``; nothing of what ran before is left.

        Raises:
            BadBinaryError: a file that cannot be loaded.
            SimulatorError: Renode failed.
        """
        self.boots += 1
        write_image(binary.elf, self._image)
        companions = [self._companion(number, image) for number, image in enumerate(binary.images)]
        self.console.skip()
        self.process.watch.begin()
        commands = ["machine Reset", self._clear, f"sysbus LoadELF {at(self._image)}", *companions]
        commands += [f"cpu VectorTableOffset 0x{self.board.vectors:08x}"]
        await self._command(" ; ".join(filter(None, commands)))

    def start_slice(self, virtual_s: float) -> asyncio.Task[str]:
        """Let the guest run for ``virtual_s``; the task may never end, see :mod:`stall`."""
        self.slice = asyncio.create_task(
            self.process.server.command(f'emulation RunFor "{virtual_s:.6f}"'), name="RunFor"
        )
        return self.slice

    async def type_in(self, data: bytes) -> None:
        """Put ``data`` into the input of the guest's console; no slice may be running.

        Raises:
            SimulatorError: Renode failed.
        """
        for start in range(0, len(data), TYPED_BYTES):
            piece = data[start : start + TYPED_BYTES]
            await self._command(" ; ".join(f"{self._console_name} WriteChar 0x{byte:02x}" for byte in piece))

    async def executed_instructions(self) -> int | None:
        """How many instructions the guest has executed; waits until the log is complete, too.

        Raises:
            SimulatorError: Renode failed.
        """
        mark, logged = self.process.watch.expect_mark()
        answer = await self._command(f'cpu ExecutedInstructions ; log "{mark}"')
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MARK_PATIENCE_S):
                await logged
        with contextlib.suppress(ValueError):
            return int(answer.split()[0], 16)
        return None

    async def read_words(self, address: int, count: int) -> list[int]:
        """Words of the guest's memory.

        Raises:
            SimulatorError: Renode failed.
        """
        command = " ; ".join(f"sysbus ReadDoubleWord 0x{address + 4 * i:08x}" for i in range(count))
        return [int(word, 16) for word in (await self._command(command)).split()]

    async def register(self, number: int) -> int:
        """A core register, numbered as GDB does (13 SP, 14 LR, 15 PC, 25 xPSR).

        Raises:
            SimulatorError: Renode failed.
        """
        return int((await self._command(f"cpu GetRegister {number}")).split()[0], 16)

    async def close(self) -> None:
        """End the process."""
        self.monitor.close()
        if self.slice is not None and not self.slice.done():
            self.slice.cancel()
            await asyncio.wait([self.slice])
        if self.slice is not None and not self.slice.cancelled():
            self.slice.exception()  # somebody has to look at it
        await self.process.close()

    def _companion(self, number: int, image: Image) -> str:
        """The command that loads ``image`` from a copy: a contained Renode sees its own folder alone."""
        copy = self.process.folder / f"companion-{number}"
        format = image_format(image)
        if format is ImageFormat.ELF:
            write_image(image.path, copy)
            return f"sysbus LoadELF {at(copy)}"
        shutil.copyfile(image.path, copy)
        if format is ImageFormat.HEX:
            return f"sysbus LoadHEX {at(copy)}"
        return f"sysbus LoadBinary {at(copy)} 0x{image.address:x}"

    async def _describe(self, program: Program, styles: list[ConsoleStyle]) -> ConsoleStyle:
        """Load the platform; builds between two releases may not know the console style of the newer one."""
        path = self.process.folder / "machine.repl"
        while True:
            style = styles.pop(0)
            await self._command(f'mach create "{_NAME}"')
            path.write_text(self.board.platform(program.traits, style), encoding="utf-8")
            try:
                await self._command(f"machine LoadPlatformDescription {at(path)}")
            except CommandFailedError as error:
                if styles and not self.board.uart:
                    await self._command("mach clear")
                    continue
                raise SimulatorError(
                    f"{self.board.target}: {error.message}",
                    remedy="correct its board.repl, see docs/renode.md",
                ) from None
            return style

    async def _command(self, text: str) -> str:
        """A short command; a Renode that died or hangs over it is an error, with its last words."""
        asked = asyncio.create_task(self.process.server.command(text))
        died = asyncio.create_task(self.process.died.wait())
        try:
            await asyncio.wait((asked, died), timeout=COMMAND_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            if asked.done() and asked.exception() is None:
                return asked.result()
            refused = asked.done() and isinstance(asked.exception(), CommandFailedError)
            if not refused and await self.process.dead():
                raise SimulatorError(await self.process.epitaph())
            if asked.done():
                return asked.result()
            raise SimulatorError(f"Renode did not answer `{text:.60}` within {COMMAND_PATIENCE_S:g} s")
        finally:
            for task in (asked, died):
                task.cancel()
            await asyncio.wait((asked, died))
            if not asked.cancelled():
                asked.exception()


async def start_machine(supervisor: Supervisor, program: Program, board: Board, folder: Path) -> Machine:
    """Start a Renode with the machine of ``board``.

    Raises:
        SimulatorError: Renode does not start or refuses the board.
        EnvironmentMissingError: there is no such program.
    """
    process = await start_renode(supervisor, program, folder)
    machine = Machine(process, board)
    try:
        await machine.create(program)
    except BaseException:
        await machine.close()
        raise
    return machine


_counter = itertools.count(1)


def new_folder(parent: Path) -> Path:
    """A folder for a process, not named ``renode-*``: Renode removes such folders where it finds them."""
    return parent / f"machine-{os.getpid()}-{next(_counter)}"


def at(path: Path) -> str:
    """``path`` as an argument of a monitor command."""
    return "@" + str(path).replace("\\", "\\\\").replace(" ", "\\ ")
