"""What the user types, or what a pipe or a file holds, as bytes for the guest."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator

READ_BYTES = 1 << 12
LEAVE = b"\x1d"  # Ctrl-]


async def read_bytes(descriptor: int) -> AsyncGenerator[bytes, None]:
    """What comes on ``descriptor`` until its end. The descriptor is shared, and stays as it is."""
    loop = asyncio.get_running_loop()
    read: asyncio.Queue[bytes] = asyncio.Queue()

    def take() -> None:  # where the loop has seen that a read does not block
        try:
            data = os.read(descriptor, READ_BYTES)
        except OSError:  # the terminal is gone
            data = b""
        if not data:
            loop.remove_reader(descriptor)
        read.put_nowait(data)

    try:
        loop.add_reader(descriptor, take)
    except PermissionError:  # a file, which epoll does not take, never blocks
        while data := os.read(descriptor, READ_BYTES):
            yield data
        return
    try:
        while data := await read.get():
            yield data
    finally:
        loop.remove_reader(descriptor)


def as_typed(data: bytes, enter: bytes) -> bytes:
    """``data`` with ``enter`` in place of each line end, whichever it is."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", enter)


def echoed(data: bytes) -> bytes:
    """How a terminal shows typed ``data``: line ends and deleted characters, no other controls."""
    shown = bytearray()
    for byte in data:
        if byte in b"\r\n":
            shown += b"\n"
        elif byte in b"\x08\x7f":
            shown += b"\b \b"
        elif byte >= 0x20 or byte == 0x09:
            shown.append(byte)
    return bytes(shown)
