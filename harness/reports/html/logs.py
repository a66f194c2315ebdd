"""Console logs for the page: bounded, compressed together, and honest about what was left out."""

from __future__ import annotations

import base64
import os
import zlib
from pathlib import Path

from harness.model import Value
from harness.reports.text import clean

BLOB_BYTES = 512 * 1024  # of text in one blob: what a browser unpacks to show one log
MOST_BYTES = 16 * 1024 * 1024  # of text in all of them, so that a page is written in a moment
LONGEST_BYTES = {True: 128 * 1024, False: 32 * 1024}  # of one log, by whether something was wrong
SHORTEST_BYTES = 2 * 1024


class Log(Value, frozen=True, kw_only=True):
    """Where a log is: ``head_bytes`` and then ``tail_bytes`` of UTF-8 in blob ``blob`` from ``start`` on.

    Between the two, ``cut_bytes`` of the file were left out. ``missing`` says why there is none at all.
    """

    blob: int = 0
    start: int = 0
    head_bytes: int = 0
    tail_bytes: int = 0
    cut_bytes: int = 0
    missing: str = ""


class Shelf:
    """Takes logs until the page has no more room for them; add the most wanted ones first.

    Similar logs compress best side by side.

    Args:
        number: how many logs there will be.
        room_bytes: what they may take of the page; the last one may exceed it.
    """

    def __init__(self, number: int, room_bytes: int) -> None:
        self._share_bytes = max(SHORTEST_BYTES, MOST_BYTES // max(1, number))
        self._left_bytes = room_bytes
        self._blobs: list[str] = []
        self._open = _Blob()

    def add(self, path: Path, *, trouble: bool) -> Log:
        """Read the log at ``path`` and keep both ends of it.

        Args:
            trouble: whether it tells of something that went wrong; it then gets more room.
        """
        if self._left_bytes <= 0:
            return Log(missing="the page has no more room for logs")
        try:
            head, tail, cut_bytes = read_ends(path, min(self._share_bytes, LONGEST_BYTES[trouble]))
        except OSError as error:
            return Log(missing=f"the log cannot be read: {error.strerror or error}")
        if self._open.size_bytes >= BLOB_BYTES:
            self._close()
        log = Log(
            blob=len(self._blobs),
            start=self._open.size_bytes,
            head_bytes=len(head),
            tail_bytes=len(tail),
            cut_bytes=cut_bytes,
        )
        self._left_bytes -= self._open.add(head + tail)
        return log

    def blobs(self) -> tuple[str, ...]:
        """All blobs, as :func:`~harness.reports.html.packing.packed` writes them."""
        if self._open.size_bytes:
            self._close()
        return tuple(self._blobs)

    def _close(self) -> None:
        self._blobs.append(self._open.content())
        self._open = _Blob()


class _Blob:
    def __init__(self) -> None:
        self.size_bytes = 0
        self._deflate = zlib.compressobj(6)
        self._parts: list[bytes] = []

    def add(self, data: bytes) -> int:
        """Append ``data``; returns what it takes of the page. A flush each time, to know that."""
        self.size_bytes += len(data)
        parts = [self._deflate.compress(data), self._deflate.flush(zlib.Z_SYNC_FLUSH)]
        self._parts += parts
        return sum(map(len, parts)) * 4 // 3

    def content(self) -> str:
        return base64.b64encode(b"".join((*self._parts, self._deflate.flush()))).decode("ascii")


def read_ends(path: Path, limit_bytes: int) -> tuple[bytes, bytes, int]:
    """The file as clean UTF-8: its head, its tail, and how many bytes between them were left out.

    A file within the limit is all head. Else both end at a line end, as far as there is one.
    """
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if size_bytes <= limit_bytes:
            return _text(file.read()), b"", 0
        head = file.read(limit_bytes // 2)
        file.seek(-(limit_bytes // 2), os.SEEK_END)
        tail = file.read()
    head = head[: head.rfind(b"\n") + 1] or head
    tail = tail[tail.find(b"\n") + 1 :] or tail
    return _text(head), _text(tail), size_bytes - len(head) - len(tail)


def _text(data: bytes) -> bytes:
    return clean(data.decode("utf-8", "replace")).encode("utf-8")
