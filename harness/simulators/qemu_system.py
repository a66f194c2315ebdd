"""Simulator ``qemu``: QEMU's system emulation of the board, or of its stand-in.

Facts that this module stands on, measured with QEMU 7.2 (``docs/simulators.md``):

* TFLM-style firmware spins at its end; the session's user stops it at the verdict.
* A lock-up makes QEMU abort with ``qemu: fatal: Lockup`` and a register dump on stderr.
* ``-no-reboot`` turns a system reset into exit code 0, which looks like success. Only the monitor's
  SHUTDOWN event tells the two apart, so every machine gets a QMP socket; it costs no measurable time.
* Semihosting gives the guest the host's files and SYS_SYSTEM; the sandbox denies starting programs
  (the process dies of SIGSYS), and the working folder is a private scratch folder.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from harness.consoles import consoles_of
from harness.errors import EnvironmentMissingError
from harness.execution.supervisor import Process, Supervisor, ask, why_silent
from harness.images import ImageFormat, image_format
from harness.model import Image, Target, TestBinary
from harness.simulators.process_session import ProcessSession, stdin_of
from harness.simulators.protocol import Availability, BootOptions
from harness.simulators.qemu_endings import explain
from harness.simulators.qemu_monitor import Monitor
from harness.simulators.uart_socket import UartSocket

PROGRAM = "qemu-system-arm"
INSTALL = "sudo apt-get install -y qemu-system-arm"
SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
STDERR_BYTES = 1 << 16


class QemuSystem:
    """Boots ELF files on the QEMU machine that the target names in ``[stand_in.qemu]``."""

    name = "qemu"

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._availability: Availability | None = None

    def available(self) -> Availability:
        """Find ``HARNESS_QEMU`` or ``qemu-system-arm`` on PATH and ask for its version."""
        if self._availability is None:
            self._availability = find_qemu()
        return self._availability

    def supports(self, target: Target) -> str | None:
        """The memory variant that the stand-in machine needs."""
        stand_in = target.stand_in(self.name)
        return stand_in.variant if stand_in else None

    def arguments(
        self,
        binary: TestBinary,
        target: Target,
        *,
        monitor: int | None = None,
        debugger: int | None = None,
        uarts: Mapping[str, int] = {},
    ) -> list[str | Path]:
        """The command line for one boot; the descriptors are of sockets for QMP, GDB and further UARTs.

        Raises:
            BadBinaryError: an image cannot be loaded.
            EnvironmentMissingError: QEMU is missing, or does not know the board.
        """
        stand_in = target.stand_in(self.name)
        program = self.available().path
        if stand_in is None or program is None:
            raise EnvironmentMissingError(
                f"qemu cannot run {target.name}: {self.available().problem or 'it names no stand-in'}",
                remedy=self.available().remedy or f"add [stand_in.qemu] to {target.folder}/target.toml",
            )
        if stand_in.program:
            program = find_sibling(program, stand_in.program)
        semihosting = "enable=on,target=native"
        uart: list[str | Path] = ["-serial", "chardev:console"]
        if target.console_in(target.variant(binary.variant)) == "semihosting":
            semihosting += ",chardev=console"
            # with further serial ports, the first of them is port 0
            uart = [] if stand_in.uarts else ["-serial", "none"]
        return [
            program,
            *("-M", stand_in.machine),
            *("-nodefaults", "-display", "none", "-monitor", "none", "-no-reboot", "-S"),
            *("-sandbox", SANDBOX),
            *("-chardev", "stdio,id=console,signal=off"),
            *("-semihosting-config", semihosting),
            *uart,
            *(
                word
                for number, name in enumerate(consoles_of(target, self.name, binary.variant).further)
                for word in _port(f"uart{number}", uarts.get(name))
            ),
            *_channel("qmp", monitor, "-mon", "chardev=qmp,mode=control"),
            *_channel("gdb", debugger, "-gdb", "chardev:gdb"),
            *stand_in.args,
            *_boots(binary, target),
            *(word for image in binary.images for word in ("-device", _loader(image))),
        ]

    @asynccontextmanager
    async def boot(
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AsyncIterator[ProcessSession]:
        """Start one QEMU; its working folder is ``options.scratch``."""
        with ExitStack() as stack:
            errors = os.memfd_create("qemu-stderr")  # a file system would cost milliseconds a boot
            stack.callback(os.close, errors)
            monitor = Monitor()
            stack.callback(monitor.close)
            uarts = {
                name: UartSocket(partial(options.on_uart, name))
                for name in consoles_of(target, self.name, binary.variant).further
            }
            for uart in uarts.values():
                stack.callback(uart.close)
            descriptors = {name: uart.theirs.fileno() for name, uart in uarts.items()}
            process = self._supervisor.start(
                self.arguments(binary, target, monitor=monitor.theirs.fileno(), uarts=descriptors),
                cwd=options.scratch,
                stdin=stdin_of(options),
                stderr=errors,
                pass_fds=(monitor.theirs.fileno(), *descriptors.values()),
            )
            for theirs in (monitor.theirs, *(uart.theirs for uart in uarts.values())):
                theirs.close()
            session = ProcessSession(
                process,
                options,
                lambda code: explain(code, _tail(errors), monitor.events()),
                uarts,
                on_sent=monitor.nudge,
            )
            try:
                yield session
            finally:
                await session.close()

    @asynccontextmanager
    async def debug(
        self, binary: TestBinary, target: Target, scratch: Path
    ) -> AsyncIterator[QemuDebugSession]:
        """Start one QEMU, halted, its GDB server on a socket of ours."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = self._supervisor.start(
                    self.arguments(binary, target, debugger=theirs.fileno()),
                    cwd=scratch,
                    pass_fds=(theirs.fileno(),),
                )
            try:
                yield QemuDebugSession(process, ours)
            finally:
                if process.running:
                    process.kill()
                    await process.wait()
                process.release()


class QemuDebugSession:
    """See :class:`harness.simulators.protocol.DebugSession`."""

    def __init__(self, process: Process, channel: socket.socket) -> None:
        self._process = process
        self._channel = channel

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """Console bytes, until QEMU has ended."""
        return self._process.chunks()

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Our end of QEMU's GDB server."""
        return await asyncio.open_connection(sock=self._channel)


def _channel(name: str, descriptor: int | None, *option: str) -> list[str | Path]:
    """A socket that QEMU gets from us, and the option that puts it to use."""
    return [] if descriptor is None else ["-chardev", f"socket,id={name},fd={descriptor}", *option]


def _boots(binary: TestBinary, target: Target) -> list[str | Path]:
    """What the machine starts: the binary, or what fills the board's slots."""
    if not target.slots:
        return ["-kernel", binary.elf]
    filled = [(slot, binary.slots[slot.name]) for slot in target.slots if slot.name in binary.slots]
    return [_filled(arg, value) for slot, value in filled for arg in slot.args]


def _filled(arg: str, value: str) -> str:
    # In a list of options, QEMU takes a comma where it is doubled.
    return arg.replace("{}", value if arg == "{}" else value.replace(",", ",,"))


def find_sibling(program: Path, name: str) -> Path:
    """QEMU's program for another architecture, where the usual one is, else on PATH.

    Raises:
        EnvironmentMissingError: it is not installed.
    """
    found = shutil.which(name, path=program.parent) or shutil.which(name)
    if found is None:
        raise EnvironmentMissingError(f"{name} is not installed", remedy=f"run `{INSTALL}`")
    return Path(found)


def _loader(image: Image) -> str:
    """The generic loader's options; it tells ELF and Intel hex apart itself, and leaves the PC alone.

    QEMU takes a comma in a value where it is doubled (QEMU manual, section "Generic loader").
    """
    path = str(image.path.absolute()).replace(",", ",,")  # QEMU works in the scratch folder
    if image_format(image) is ImageFormat.RAW:
        return f"loader,file={path},addr=0x{image.address:x},force-raw=on"
    return f"loader,file={path}"


def _port(name: str, descriptor: int | None) -> list[str | Path]:
    """The machine's next serial port: a socket of ours, or nothing."""
    if descriptor is None:
        return ["-serial", "null"]
    return _channel(name, descriptor, "-serial", f"chardev:{name}")


def find_qemu() -> Availability:
    """Look for QEMU and ask its version (about 10 ms)."""
    named = os.environ.get("HARNESS_QEMU")
    remedy = "unset HARNESS_QEMU" if named else INSTALL
    found = shutil.which(named or PROGRAM)
    if found is None:
        return Availability(usable=False, problem=f"{named or PROGRAM} is not installed", remedy=remedy)
    try:
        text = ask([found, "--version"])
    except (OSError, subprocess.SubprocessError) as error:
        return Availability(usable=False, problem=f"{found} {why_silent(error)}", remedy=remedy)
    match = re.search(r"version (\d+(?:\.\d+)+)", text)
    if match is None:
        return Availability(usable=False, problem=f"{found} tells no version", remedy=remedy)
    return Availability(usable=True, version=match[1], path=Path(found))


def _tail(descriptor: int) -> str:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, STDERR_BYTES, max(0, size - STDERR_BYTES)).decode(errors="replace")
