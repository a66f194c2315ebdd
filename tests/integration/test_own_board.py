"""``docs/own-board.md``, followed word by word."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.integration.conftest import ROOT, Harness

BLOCK = re.compile(r'^```(?P<kind>toml title="(?P<path>[^"]+)"|console)\n(?P<text>.*?)^```$', re.M | re.S)


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_page_works_as_written(harness: Harness, tmp_path: Path) -> None:
    commands = 0
    for block in BLOCK.finditer((ROOT / "docs" / "own-board.md").read_text()):
        if block["path"]:
            path = tmp_path / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"])
            continue
        output = ""
        for line in block["text"].splitlines():
            if line.startswith("$ "):
                program, *arguments = shlex.split(line[2:])
                assert program == "harness"
                done = harness(*arguments)
                assert done.returncode == 0, done.stdout + done.stderr
                output = words(done.stdout)
                commands += 1
            else:
                assert words(line) in output, f"{line!r} is not in the output of the command above it"
    assert commands >= 4
