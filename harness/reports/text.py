"""Text from firmware made safe for reports: visible control characters, bounded length."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

# XML 1.0 section 2.2 forbids the C0 controls but tab, LF, CR, the surrogates and U+FFFE/U+FFFF; it
# discourages DEL, C1 (U+009B starts a terminal sequence) and the other noncharacters: none gets through.
_PICTURED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_CONTROLS = re.compile("[\t\n\r]")
_PLANE_ENDS = "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
_REPLACED = re.compile(f"[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")

_PICTURES = 0x2400  # U+2400 SYMBOL FOR NULL, in the order of ASCII
_DELETE_PICTURE = "\u2421"
REPLACEMENT = "\ufffd"


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return _DELETE_PICTURE if code == 0x7F else chr(_PICTURES + code)


def clean(text: str) -> str:
    """``text`` with every character that XML 1.0 forbids replaced visibly.

    Control characters become their pictures (``␀``, ``␛``), lone surrogates, C1 controls and
    noncharacters U+FFFD. Line ends become LF; a CR that ends no line becomes ``␍``.
    """
    if text.isprintable():  # most text is; none of what is replaced below can be printed
        return text
    text = _PICTURED.sub(_picture, text.replace("\r\n", "\n"))
    return _REPLACED.sub(REPLACEMENT, text).replace("\r", "\u240d")


def clean_line(text: str) -> str:
    """Like :func:`clean`, for names and table cells: tabs and line ends are pictured too."""
    return text if text.isprintable() else clean(_LINE_CONTROLS.sub(_picture, text))


def shorten(text: str, limit_bytes: int, *, keep: Literal["head", "tail", "ends"] = "head") -> str:
    """``text``, cleaned, in at most ``limit_bytes`` of UTF-8, with a note of how much was left out.

    The note (under 60 bytes) comes on top of the limit. ``ends`` keeps the first and the last half.
    """
    if len(text) <= limit_bytes:
        cleaned = clean(text)
        if len(cleaned.encode()) <= limit_bytes:
            return cleaned
    head_bytes = {"head": limit_bytes, "tail": 0, "ends": limit_bytes // 2}[keep]
    tail_bytes = limit_bytes - head_bytes
    # a character is at least one byte, so no more of a huge text is ever looked at
    head = clean(text[:head_bytes]).encode()[:head_bytes].decode(errors="ignore")
    tail = clean(text[len(text) - tail_bytes :]).encode()
    tail_text = tail[max(0, len(tail) - tail_bytes) :].decode(errors="ignore")
    note = f"[... {len(text) - len(head) - len(tail_text):,} characters left out ...]"
    return "\n".join(part for part in (head, note, tail_text) if part)


def tail_of_file(path: Path, limit_bytes: int) -> str:
    """The last ``limit_bytes`` of a log as text, with a note where its beginning is left out.

    Empty where the file cannot be read: a missing log must not cost the report.
    """
    try:
        with path.open("rb") as file:
            size_bytes = file.seek(0, os.SEEK_END)
            start = max(0, size_bytes - limit_bytes)
            file.seek(start)
            data = file.read(limit_bytes)
    except OSError:
        return ""
    text = data.decode("utf-8", "replace")
    return f"[... {start:,} bytes left out ...]\n{text}" if start else text


def format_seconds(duration_s: float) -> str:
    """A duration for people: ``24 ms``, ``1.2 s``, ``2 min 05 s``."""
    if duration_s < 0.9995:
        return f"{max(0.0, duration_s) * 1000:.0f} ms"
    if duration_s < 59.95:
        return f"{duration_s:.1f} s"
    minutes, seconds = divmod(round(duration_s), 60)
    return f"{minutes} min {seconds:02d} s"


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 case``, ``3 cases``, ``2 binaries``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def shown_path(path: Path, base: Path) -> str:
    """``path`` relative to ``base`` where it lies inside, else in full."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def first_of_each_kind(texts: Iterable[str], most: int = 10) -> Iterator[str]:
    """The first ``most`` of the texts that begin with the same word; then, how many more there are."""
    seen: Counter[str] = Counter()
    for text in dict.fromkeys(texts):
        kind = text.partition(" ")[0]
        seen[kind] += 1
        if seen[kind] <= most:
            yield text
    for kind, number in seen.items():
        if number > most:
            yield f"{kind} … and {number - most} more like these"
