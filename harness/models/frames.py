"""The runner's lines, seen from the host; ``micro_tests/runner/frame.h`` describes them."""

from __future__ import annotations

import binascii
import re

from harness.model import Value

VERSION = 1
CHUNK_BYTES = 384  # payload of one frame
_FRAME = re.compile(r"@(harness (?P<sequence>\d+) (?P<words>.*)) \*(?P<crc>[0-9a-f]{8})\s*$")


class Frame(Value, frozen=True, kw_only=True):
    """One answer: its first word is ``ready``, ``ok``, ``error`` or ``again``."""

    sequence: int
    words: tuple[str, ...]


def encode(sequence: int, *words: str) -> str:
    """The line for ``words``, its end included."""
    body = " ".join(("harness", str(sequence), *words))
    return f"@{body} *{binascii.crc32(body.encode()):08x}\n"


def parse(line: str) -> Frame | None:
    """The frame at the end of ``line``, None where there is none that is whole."""
    match = _FRAME.search(line)
    if match is None or binascii.crc32(match[1].encode(errors="replace")) != int(match["crc"], 16):
        return None
    return Frame(sequence=int(match["sequence"]), words=tuple(match["words"].split()))


def looks_damaged(line: str) -> bool:
    """Whether ``line`` is what noise left of a frame."""
    return parse(line) is None and ("@" in line or re.search(r" \*[0-9a-f]{0,8}\s*$", line) is not None)
