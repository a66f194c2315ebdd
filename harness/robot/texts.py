"""What the library tells people: failure messages, and lines in Robot's log."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

from harness.model import BinaryResult
from harness.reports.failure import said
from harness.reports.text import clean

_MOST_EVIDENCE = 12
_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]+")


def summary(result: BinaryResult) -> str:
    """One paragraph for Robot's log: verdict, metrics, remarks, the decisive lines."""
    lines = [said(result)]
    lines += [f"{each.name} {each.value:,.10g} {each.unit} ({each.source})" for each in result.metrics]
    lines += [f"note: {each}" for each in result.remarks]
    lines += [f"| {each}" for each in result.evidence[-_MOST_EVIDENCE:]]
    return clean("\n".join(lines))


def link(path: Path, log_html: Path) -> str:
    """HTML that leads from Robot's log to ``path``, relative, so that the folder can be moved as a whole."""
    relative = Path(os.path.relpath(path, log_html.parent)).as_posix()
    return f'Console: <a href="{html.escape(relative)}">{html.escape(relative)}</a>'


def safe_name(name: str) -> str:
    """``name`` as the name of a file."""
    return _UNSAFE.sub("_", name).lstrip(".")[-80:] or "_"


def new_log(folder: Path, target: str, binary: str, taken: set[Path]) -> Path:
    """A file below ``folder`` that no boot has had: ``bluepill/shell.log``, ``bluepill/shell~2.log``."""
    stem = safe_name(binary)
    path, number = folder / safe_name(target) / f"{stem}.log", 1
    while path in taken:
        number += 1
        path = path.with_name(f"{stem}~{number}.log")
    taken.add(path)
    return path
