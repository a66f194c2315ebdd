"""Console bytes to lines, however the bytes are cut into chunks.

Line ends are LF, CRLF, CR alone and LF CR (TFLM's v1 ``MicroPrintf`` ends its sentinel with ``\\n\\r\\n``),
mixed as the firmware likes. A line is given out at the first byte of its end, so that a verdict never
waits for the next chunk.
"""

from __future__ import annotations

import re

from harness.model import Value

MAX_LINE_BYTES = 65536

_LF, _CR = 0x0A, 0x0D
_END = re.compile(rb"\r\n|\n\r|\r|\n")
_PLAIN_BYTES = bytes([0x09, _LF, _CR, *range(0x20, 0x7F)])

# ECMA-48: CSI sequences, OSC strings ended by BEL or ST, two-character escapes.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])")
# NUL is padding and vanishes as on a terminal; other controls become pictures (U+2400...), tab stays.
_VISIBLE: dict[int, str | None] = {code: chr(0x2400 + code) for code in range(1, 0x20) if code != 0x09}
_VISIBLE |= {0x00: None, 0x7F: "\u2421"}
_VISIBLE |= {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}
_VISIBLE |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0xFFFE, 0xFFFF)}


class Line(Value, frozen=True, kw_only=True, gc=False):
    """One console line without its end.

    ``number`` counts from 1. ``complete`` is false for a last line that was never ended, ``truncated`` is
    true where only the first bytes of a very long line were kept.
    """

    text: str
    number: int
    complete: bool = True
    truncated: bool = False


class LineSplitter:
    """Cuts a byte stream into lines; keeps at most ``max_line_bytes`` of a line, which stays one line."""

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        if max_line_bytes < 1:
            raise ValueError(f"max_line_bytes is {max_line_bytes}; it must be at least 1")
        self._max_line_bytes = max_line_bytes
        self._pending = bytearray()
        self._truncated = False  # the pending line already lost bytes
        self._begun = False  # the pending line has at least one byte
        self._open_end = 0  # a lone CR or LF just ended a line: its partner may follow
        self._number = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """Take the next bytes; returns the lines that they ended."""
        chunk = self._without_partner(chunk)
        if not chunk:
            return []
        self._open_end = _open_end(chunk)
        # Plain ASCII is decoded in one go, the rest line by line; both give the same lines.
        if len(chunk) <= self._max_line_bytes and not chunk.translate(None, _PLAIN_BYTES):
            return self._feed_plain(chunk)
        first, *rest = _split(chunk)
        self._keep(first)
        if not rest:
            return []
        lines = [self._end_pending()]
        for raw in rest[:-1]:
            self._keep(raw)
            lines.append(self._end_pending())
        self._keep(rest[-1])
        return lines

    @property
    def begun(self) -> str:
        """What there is of a line that has not ended; an escape sequence may still be half there."""
        return clean_text(bytes(self._pending)) if self._begun else ""

    def finish(self) -> list[Line]:
        """The stream has ended; returns the last line if it was never ended."""
        return [self._end_pending(complete=False)] if self._begun else []

    def _without_partner(self, chunk: bytes) -> bytes:
        """Drop the second half of a CRLF or LF CR that was cut in two."""
        if not self._open_end or not chunk:
            return chunk
        partner = _CR if self._open_end == _LF else _LF
        self._open_end = 0
        return chunk[1:] if chunk[0] == partner else chunk

    def _feed_plain(self, chunk: bytes) -> list[Line]:
        texts = _normal_ends(chunk).decode("ascii").split("\n")
        lines = []
        if len(texts) > 1 and self._begun:
            self._keep(texts[0].encode("ascii"))
            lines.append(self._end_pending())
            texts[0:1] = []
        number = self._number
        last = texts.pop()
        lines += [Line(text=text, number=n) for n, text in enumerate(texts, number + 1)]
        self._number = number + len(texts)
        self._keep(last.encode("ascii"))
        return lines

    def _keep(self, raw: bytes) -> None:
        if not raw:
            return
        self._begun = True
        room = self._max_line_bytes - len(self._pending)
        if len(raw) > room:
            self._truncated = True
            raw = raw[:room]
        self._pending += raw

    def _end_pending(self, *, complete: bool = True) -> Line:
        self._number += 1
        text, truncated = clean_text(bytes(self._pending)), self._truncated
        self._pending.clear()
        self._truncated = self._begun = False
        return Line(text=text, number=self._number, complete=complete, truncated=truncated)


def clean_text(raw: bytes) -> str:
    """Decode one line: UTF-8 with U+FFFD for what is not, escape sequences gone, controls visible."""
    text = raw.decode("utf-8", "replace")
    if text.isprintable():
        return text
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    return text if text.isprintable() else text.translate(_VISIBLE)


def _normal_ends(chunk: bytes) -> bytes:
    """Every line end as one LF."""
    if b"\r" not in chunk:
        return chunk
    # Where each CR stands before an LF, reading pairs from the left gives one end per LF, in any mix.
    normal = chunk.replace(b"\r\n", b"\n")
    return normal if b"\r" not in normal else _END.sub(b"\n", chunk)


def _split(chunk: bytes) -> list[bytes]:
    return _normal_ends(chunk).split(b"\n")


def _open_end(chunk: bytes) -> int:
    """The last byte, where it is a line end that still waits for its partner; 0 otherwise."""
    if chunk[-1] not in (_LF, _CR):
        return 0
    ends = _END.findall(chunk[len(chunk.rstrip(b"\r\n")) :])
    return ends[-1][0] if len(ends[-1]) == 1 else 0
