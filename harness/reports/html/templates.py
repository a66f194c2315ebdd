"""Fills the templates beside this module. Whatever is not :class:`Markup` is made safe on its way in."""

from __future__ import annotations

import html
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

from harness.reports.text import clean

_FOLDER = Path(__file__).parent


class Markup(str):
    """Text that is HTML already; only this module makes any."""

    __slots__ = ()


def fill(name: str, /, **values: str | int) -> Markup:
    """The template ``templates/<name>.html`` with ``$placeholders`` replaced by escaped values.

    Raises:
        KeyError: a placeholder without a value.
    """
    return Markup(_template(name).substitute({key: escaped(value) for key, value in values.items()}))


def join(parts: Iterable[Markup]) -> Markup:
    """Several pieces in a row."""
    return Markup("".join(parts))


def escaped(value: str | int) -> Markup:
    """``value`` as it may stand in an element or in a quoted attribute; control characters are pictured."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(clean(value)) if isinstance(value, str) else str(value))


def static(name: str) -> Markup:
    """A style sheet or script of ``static/``, to stand in its element as it is."""
    return Markup(_read("static", name))


@cache
def _template(name: str) -> Template:
    return Template(_read("templates", f"{name}.html").rstrip("\n"))


def _read(folder: str, name: str) -> str:
    return (_FOLDER / folder / name).read_text(encoding="utf-8")
