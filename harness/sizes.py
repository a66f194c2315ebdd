"""Memory sizes as people write them: ``64K``, ``1M``, plain numbers of bytes."""

from __future__ import annotations

import re

_SIZE = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)\s*(?:([KMG])(?:i?B)?|B)?", re.IGNORECASE)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def parse_size(text: str | int) -> int:
    """Bytes of ``64K``, ``1 MB``, ``0x4000`` or 4096; K and M are 1024 and 1024² as in linker scripts.

    Raises:
        ValueError: no size.
    """
    if isinstance(text, int):
        return text
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no size")
    return int(match[1], 0 if match[1].lower().startswith("0x") else 10) * _FACTORS[(match[2] or "").upper()]


def format_size(size_bytes: int) -> str:
    """``20 KB``, ``1 MB``, ``1234 bytes``: exact where it is a whole number, else to one decimal of KB."""
    for unit, factor in (("MB", 1 << 20), ("KB", 1 << 10)):
        if size_bytes and size_bytes % factor == 0:
            return f"{size_bytes // factor} {unit}"
    return f"{size_bytes / 1024:.1f} KB" if size_bytes >= 10240 else f"{size_bytes} bytes"
