"""Ways to a runner: the console of a boot in a simulator, or a serial port."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from harness.errors import EnvironmentMissingError, UsageError
from harness.interactive import Conversation, LineMissingError
from harness.model import BinaryResult
from harness.models.client import LinkLostError
from harness.verdict.progress import WITHOUT_CASE

_GUEST_S = 1e6  # guest time is no limit here: the client's own is


class SimulatorLink:
    """The console of a firmware that was booted by :func:`harness.interactive.start_conversation`."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    async def send(self, text: str) -> None:
        """See :class:`harness.models.client.Link`."""
        try:
            await self.conversation.send(text)
        except LineMissingError:
            raise await self._lost() from None

    async def line(self, timeout_s: float) -> str:
        """See :class:`harness.models.client.Link`."""
        try:
            return await self.conversation.wait_for_line(lambda _: True, timeout_s=_GUEST_S)
        except LineMissingError:
            raise await self._lost() from None

    async def _lost(self) -> LinkLostError:
        result: BinaryResult = await self.conversation.finish()
        reason = re.sub(rf",? {WITHOUT_CASE}", "", result.reason)  # a runner has none
        if result.fault is not None and result.fault.file and result.fault.file not in reason:
            reason += f" at {result.fault.file}:{result.fault.line}"
        error = LinkLostError(f"the firmware {result.verdict.value.replace('_', ' ')}: {reason}")
        error.result = result
        return error


class SerialLink:
    """A serial port, by pyserial. Made by :func:`open_serial`."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self._pending = bytearray()

    async def send(self, text: str) -> None:
        """See :class:`harness.models.client.Link`."""
        try:
            await asyncio.to_thread(self._port.write, text.encode())
        except OSError as error:
            raise LinkLostError(f"{self._port.name} is gone: {error}") from None

    async def line(self, timeout_s: float) -> str:
        """See :class:`harness.models.client.Link`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while b"\n" not in self._pending:
            if loop.time() >= deadline:
                raise TimeoutError
            try:
                self._pending += await asyncio.to_thread(self._port.read, max(1, self._port.in_waiting))
            except OSError as error:
                raise LinkLostError(f"{self._port.name} is gone: {error}") from None
        line, _, rest = bytes(self._pending).partition(b"\n")
        self._pending[:] = rest
        return line.decode(errors="replace").rstrip("\r")

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


def open_serial(place: str) -> SerialLink:
    """The port of ``/dev/ttyACM0:115200``; without a speed, 115200 baud.

    Raises:
        UsageError: the speed is no number.
        EnvironmentMissingError: pyserial is not installed, or the port cannot be opened.
    """
    from harness.models.read import need

    device, colon, speed = place.rpartition(":")
    if not colon:
        device, speed = place, "115200"
    if not speed.isdecimal():
        raise UsageError(f"serial:{place}: {speed!r} is no speed", remedy="write serial:/dev/ttyACM0:115200")
    serial = need("serial")
    try:
        port = serial.Serial(device, int(speed), timeout=0.05, exclusive=True)
    except (OSError, ValueError) as error:
        raise EnvironmentMissingError(
            f"{device} cannot be opened: {error}", remedy="check the cable and your rights to the port"
        ) from None
    return SerialLink(port)
