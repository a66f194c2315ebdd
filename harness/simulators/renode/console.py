"""The file that Renode writes the guest's console to, read as it grows.

Renode never starts the file anew, so what has been read is given back to the disk: it becomes a hole in the
file (``fallocate(2)``), in which no byte is lost that comes meanwhile, as it would be by truncating.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

READ_BYTES = 1 << 18
GIVE_BACK_BYTES = 1 << 20
_KEEP_SIZE, _PUNCH_HOLE = 0x01, 0x02

_libc = ctypes.CDLL(None, use_errno=True)
_libc.fallocate.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)


class ConsoleFile:
    """Bytes of ``path`` from where they were last read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._given_back = 0

    def read(self) -> Iterator[bytes]:
        """What has come since the last call, in pieces."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            while data := os.pread(descriptor, READ_BYTES, self._offset):
                self._offset += len(data)
                if self._offset - self._given_back >= GIVE_BACK_BYTES:
                    self._give_back(descriptor)
                yield data
        finally:
            os.close(descriptor)

    def skip(self) -> None:
        """Pass over what is there: it belongs to a boot that has ended."""
        with contextlib.suppress(FileNotFoundError):
            self._offset = max(self._offset, self.path.stat().st_size)

    def _give_back(self, descriptor: int) -> None:
        # Where the file system cannot make holes, the file goes with its process.
        _libc.fallocate(descriptor, _KEEP_SIZE | _PUNCH_HOLE, 0, self._offset)
        self._given_back = self._offset
