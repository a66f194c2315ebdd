"""The keyword client against the exchanges recorded with Renode 1.16.1."""

from __future__ import annotations

import asyncio
import json
import xmlrpc.client
from pathlib import Path
from typing import Any

import pytest

from harness.errors import SimulatorError
from harness.simulators.renode.connector import LoopbackConnector
from harness.simulators.renode.rpc import CommandFailedError, KeywordServer

RECORDING = Path(__file__).parents[2] / "data" / "recordings" / "renode-1.16.1-keywords.json"
EXCHANGES: list[dict[str, Any]] = json.loads(RECORDING.read_text())["exchanges"]


async def replay(exchange: dict[str, Any]) -> object:
    """Send the recorded call to a server that gives the recorded answer."""
    if "fault" in exchange:
        answer = xmlrpc.client.dumps(
            xmlrpc.client.Fault(exchange["fault"]["code"], exchange["fault"]["string"])
        )
    else:
        answer = xmlrpc.client.dumps((exchange["reply"],), methodresponse=True, allow_none=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length:")[2].split()[0])
        arguments, method = xmlrpc.client.loads(await reader.readexactly(length))
        assert (method, list(arguments)) == (exchange["call"], exchange["args"])
        content = answer.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(content), content))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        client = KeywordServer(LoopbackConnector(""), server.sockets[0].getsockname()[1])
        try:
            if exchange["call"] == "run_keyword":
                keyword, arguments = exchange["args"]
                return await client.call(keyword, *arguments)
            return await client.request(exchange["call"], *exchange["args"])
        finally:
            client.close()


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: str(each["args"])[:50])
def test_every_recorded_exchange(exchange: dict[str, Any]) -> None:
    reply = exchange.get("reply")
    failed = "fault" in exchange or (isinstance(reply, dict) and reply.get("status") == "FAIL")
    if failed:
        with pytest.raises(CommandFailedError, match=r"Renode: \w+"):
            asyncio.run(replay(exchange))
    elif isinstance(reply, dict):
        assert asyncio.run(replay(exchange)) == reply.get("return", "")
    else:
        assert asyncio.run(replay(exchange)) == reply


def test_nobody_listens() -> None:
    async def ask() -> None:
        await KeywordServer(LoopbackConnector(""), 1).command("version")

    with pytest.raises(SimulatorError, match="broke off"):
        asyncio.run(ask())
