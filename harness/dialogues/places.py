"""Where in a TOML file the cases of a dialogue and their steps are written; the TOML reader does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

# What has to be skipped to see structure (TOML 1.0: comments, four kinds of strings), or is structure.
# The second ] of a header would be a mark: depth is never below 0.
_TOKEN = re.compile(
    r"""(?P<skipped>\#[^\n]*|\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
    r"""|(?P<mark>[\[\]{}\n])""",
    re.DOTALL,
)
_HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*(?P<path>[^\]\n]+?)[ \t]*\]", re.MULTILINE)
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+?))\s*(?:\.|$)""")
_ROOT = ("tool", "harness")


def case_places(text: str, suite: str) -> list[tuple[int, list[int]]]:
    """For each ``[[suite.NAME.case]]``: its line, and the lines on which its inline tables begin, from 1."""
    found = []
    for (start, keys), (end, _) in pairwise([*_headers(text), (len(text), ())]):
        if keys in (("suite", suite, "case"), (*_ROOT, "suite", suite, "case")):
            line = text.count("\n", 0, start) + 1
            found.append((line, list(_inline_tables(text, start, end))))
    return found


def _headers(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Offset and keys of each table's header; what looks like one inside of an array or a text is none."""
    depth, line_start, at = 0, True, 0
    while at < len(text):
        header = _HEADER.match(text, at) if line_start and depth == 0 else None
        if header is not None:
            yield at, _keys(header["path"])
            at, line_start = header.end(), False
            continue
        token = _TOKEN.search(text, at)
        if token is None:
            return
        depth = max(0, depth + {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0))
        line_start = token[0] == "\n"
        at = token.end()


def _keys(path: str) -> tuple[str, ...]:
    return tuple(next(filter(None, each.groups()), "") for each in _KEY.finditer(path))


def _inline_tables(text: str, start: int, end: int) -> Iterator[int]:
    """Lines of the outermost ``{`` between two offsets."""
    depth = 0
    for token in _TOKEN.finditer(text, start, end):
        if token[0] == "{":
            if depth == 0:
                yield text.count("\n", 0, token.start()) + 1
            depth += 1
        elif token[0] == "}":
            depth -= 1
