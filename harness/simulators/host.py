"""Simulator ``host``: binaries built for this machine, run as plain processes."""

from __future__ import annotations

import os
import platform
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from harness.execution.supervisor import Supervisor
from harness.images import refuse_images
from harness.model import NATIVE, Ending, EndingKind, Target, TestBinary
from harness.simulators.process_session import ProcessSession, stdin_of
from harness.simulators.protocol import Availability, BootOptions


class HostSimulator:
    """Runs ``host`` binaries; their own exit or signal is the ending."""

    name = "host"

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor

    def available(self) -> Availability:
        """The host is always there."""
        return Availability(usable=True, version=f"{platform.system()} {platform.machine()}")

    def supports(self, target: Target) -> str | None:
        """Only targets whose CPU is this machine's."""
        return NATIVE if target.is_host else None

    @asynccontextmanager
    async def boot(
        self, binary: TestBinary, target: Target, options: BootOptions
    ) -> AsyncIterator[ProcessSession]:
        """Start the program in its scratch folder."""
        refuse_images(binary, self.name)
        process = self._supervisor.start([binary.elf], cwd=options.scratch, stdin=stdin_of(options))
        session = ProcessSession(process, options, explain)
        try:
            yield session
        finally:
            await session.close()


def explain(code: int) -> Ending:
    """A host program's return code as an ending; negative codes are signals (:mod:`subprocess`)."""
    if code >= 0:
        return Ending(kind=EndingKind.EXIT, exit_code=code)
    return Ending(kind=EndingKind.SIGNAL, exit_code=code, message=signal_text(-code))


def signal_text(number: int) -> str:
    """``SIGSEGV (Segmentation fault)`` for 11."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
    text = signal.strsignal(number) if hasattr(os, "WIFSIGNALED") else None
    return f"{name} ({text})" if text else name
