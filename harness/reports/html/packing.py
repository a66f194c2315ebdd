"""Data inside a page: deflated and in base64, so that text from firmware is never read as HTML."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable

from harness.reports.html.templates import Markup, fill


def packed(data: bytes) -> str:
    """``data`` for a data element; ``unpack`` in ``static/data.js`` is the way back."""
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


def data_element(name: str, content: str) -> Markup:
    """An element that holds :func:`packed` text and that no browser runs."""
    return fill("data", name=name, content=content)


def csp_hash(contents: Iterable[str]) -> str:
    """The sources of a Content-Security-Policy that allow exactly these scripts or style sheets."""
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
