"""The few lines of XML writing that a JUnit file needs. All text is made safe here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harness.reports.text import clean

Attributes = Mapping[str, str | int | None]

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

# a bare line end or tab in an attribute is read back as a space (XML 1.0 section 3.3.3)
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_IN_TEXT = str.maketrans(_TEXT)
_IN_ATTRIBUTE = str.maketrans({**_TEXT, '"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def text(content: str) -> str:
    """``content`` as character data: cleaned, with ``<``, ``&`` and ``>`` (of ``]]>``) escaped."""
    return clean(content).translate(_IN_TEXT)


def start(tag: str, attributes: Attributes, *, empty: bool = False) -> str:
    """An opening tag; attributes that are None are left out."""
    pairs = "".join(
        f' {name}="{clean(str(value)).translate(_IN_ATTRIBUTE)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{pairs}{'/' if empty else ''}>"


def end(tag: str) -> str:
    """A closing tag with its line end."""
    return f"</{tag}>\n"


def element(tag: str, attributes: Attributes, content: str = "") -> str:
    """A whole element with text content, on lines of its own."""
    if not content:
        return start(tag, attributes, empty=True) + "\n"
    return start(tag, attributes) + text(content) + end(tag)


def properties(pairs: Iterable[tuple[str, str]]) -> str:
    """A ``properties`` element; nothing where there are no pairs."""
    inside = "".join(element("property", {"name": name, "value": value}) for name, value in pairs)
    return f"<properties>\n{inside}</properties>\n" if inside else ""
