"""The workflow for GitHub Actions, filled in from a template (``github.yml``)."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from harness.model import Value
from harness.simulators.renode.portable import VERSION

_TEMPLATE = Path(__file__).with_name("github.yml")
# what YAML reads as plain text, whatever else is on the line
_PLAIN = re.compile(r"[A-Za-z./](?:[^\n:#]|:(?! |$)|(?<! )#)*")
_RENODE = Path(__file__).with_name("github_renode.yml")


class Wishes(Value, frozen=True, kw_only=True):
    """What a project wants of its workflow.

    ``install`` is one shell command; ``program`` is how harness is started after it. ``selection`` are words
    for ``harness test`` beside ``--target``.
    """

    targets: tuple[str, ...]
    selection: tuple[str, ...] = ()
    name: str = "firmware"
    shards: str = "auto"
    install: str = "python -m pip install harness && harness setup --yes"
    program: str = "harness"
    renode: bool = True
    runner: str = "ubuntu-24.04"
    python: str = "3.12"
    command: str = "harness ci github"


def github_workflow(wishes: Wishes) -> str:
    """The workflow as YAML."""
    words = {
        "COMMAND": wishes.command.replace("\n", " "),
        "NAME": _scalar(wishes.name),
        "RUNNER": wishes.runner,
        "PYTHON": wishes.python,
        "INSTALL": _scalar(wishes.install),
        "RENODE": _RENODE.read_text(encoding="utf-8") if wishes.renode else "",
        "RENODE_VERSION": VERSION,
        "HARNESS": wishes.program,
        "SHARDS": wishes.shards,
        "SELECTION": shlex.join((*wishes.selection, "--target", ",".join(wishes.targets))),
        "TEST_SELECTION": shlex.join(wishes.selection),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in words.items():
        text = text.replace(f"@{name}@", value)
    return text.replace(" test  --target", " test --target")


def _scalar(text: str) -> str:
    """``text`` as one value of YAML: as it is, or as a JSON string, which YAML reads, too."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
