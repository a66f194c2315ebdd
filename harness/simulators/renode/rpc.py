"""Renode's keyword server (XML-RPC over HTTP), as an asyncio client.

Measured with 1.16.1: one request at a time; a keyword answers ``{'status': 'PASS', 'return': ...}`` or
``{'status': 'FAIL', 'error': ..., 'traceback': ...}``; faults are 0 unknown method, 1 unknown keyword,
2 wrong arguments. Mono's server closes a connection after 100 requests (it says so) and after 15 idle
seconds (it does not), .NET's after two minutes.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import xmlrpc.client
from xml.parsers.expat import ExpatError

from harness.errors import SimulatorError
from harness.simulators.renode.connector import Connector, Streams

MOST_IDLE_S = 10.0
_BROKEN = (OSError, EOFError, ValueError, ExpatError, xmlrpc.client.ResponseError)


class CommandFailedError(SimulatorError):
    """A monitor command was refused; the message is Renode's own."""


class KeywordServer:
    """Calls keywords. A call that is cancelled leaves the connection unusable; so does any other failure."""

    def __init__(self, connector: Connector, port: int) -> None:
        self._connector = connector
        self._port = port
        self._streams: Streams | None = None
        self._last_use = 0.0
        self._busy = False
        self.broken = False

    async def connect(self) -> None:
        """Open the connection.

        Raises:
            OSError: nobody listens.
        """
        self._streams = await self._connector.connect(self._port)
        self._last_use = time.monotonic()

    async def command(self, text: str) -> str:
        """Run a monitor command (several with `` ; `` between them) and return what it prints.

        Raises:
            CommandFailedError: Renode refused it.
            SimulatorError: the server is gone or answers with nonsense.
        """
        answer = await self.call("ExecuteCommand", text)
        return str(answer).replace("\r", "").replace("\n\n", "\n").strip("\n")

    async def call(self, keyword: str, *arguments: str | int | float) -> object:
        """Run a keyword and return what it returns (empty where it returns nothing).

        Raises:
            as :meth:`command`.
        """
        answer = await self.request("run_keyword", keyword, list(arguments))
        if not isinstance(answer, dict) or "status" not in answer:
            raise self._nonsense(f"{answer!r:.200}")
        if answer["status"] != "PASS":
            raise CommandFailedError(f"Renode: {_first_lines(answer.get('error'))}")
        return answer.get("return", "")

    async def request(self, method: str, *arguments: str | list[str | int | float]) -> object:
        """One XML-RPC call.

        Raises:
            CommandFailedError: the server answered with a fault.
            SimulatorError: as :meth:`command`.
        """
        if self._busy:
            raise SimulatorError("Renode was asked while it had not answered yet")
        if self.broken:
            raise SimulatorError("the connection to Renode is broken")
        body = xmlrpc.client.dumps(tuple(arguments), method).encode()
        self._busy, self.broken = True, True  # until the answer is complete
        try:
            reply = await self._exchange(body)
            values, _ = xmlrpc.client.loads(reply)
        except xmlrpc.client.Fault as fault:
            self.broken = False
            raise CommandFailedError(f"Renode: {fault.faultString}") from None
        except _BROKEN as error:
            raise self._nonsense(str(error) or type(error).__name__) from None
        finally:
            self._busy = False
        self.broken = False
        return values[0]

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._streams[1].close()
            self._streams = None

    async def _exchange(self, body: bytes) -> bytes:
        idle = time.monotonic() - self._last_use
        if self._streams is None or self._streams[0].at_eof() or idle > MOST_IDLE_S:
            self.close()
            await self.connect()
        assert self._streams is not None
        reader, writer = self._streams
        head = (
            f"POST / HTTP/1.1\r\nHost: {self._port}\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        status, headers = await _read_head(reader)
        content = await _read_content(reader, headers)
        self._last_use = time.monotonic()
        if headers.get("connection", "").lower() == "close":
            self.close()
        if status != 200:
            raise ValueError(f"HTTP status {status}")
        return content

    @staticmethod
    def _nonsense(what: str) -> SimulatorError:
        return SimulatorError(f"Renode's keyword server broke off: {what}")


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first = (await reader.readuntil(b"\r\n")).split()
    if len(first) < 2 or not first[0].startswith(b"HTTP/1."):
        raise ValueError(f"{first!r:.100} is no HTTP answer")
    headers = {}
    while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if first[1] == b"100":  # continue
        return await _read_head(reader)
    return int(first[1]), headers


async def _read_content(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    content = bytearray()
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        content += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(content)


def _first_lines(error: object) -> str:
    text = " ".join(str(error or "no reason given").split())
    return text if len(text) <= 500 else f"{text[:500]}…"
