"""One build at a time in a build folder, also between two runs of harness: ninja itself takes no lock."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from harness.errors import EnvironmentMissingError

LOCK_FILE = ".harness-lock"
_RETRY_S = 0.05  # flock has no asynchronous form; only a busy folder pays this


@asynccontextmanager
async def exclusive(folder: Path) -> AsyncIterator[None]:
    """Hold ``folder`` (made if missing) until the context is left; the kernel frees it if we die.

    Raises:
        EnvironmentMissingError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise EnvironmentMissingError(
            f"build folder {folder} cannot be written: {error.strerror or error}",
            remedy="set HARNESS_CACHE to a folder that can",
        ) from None
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_RETRY_S)
        yield
    finally:
        os.close(descriptor)
