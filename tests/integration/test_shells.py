"""Completion in real shells, typed with TAB."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

LIMIT_S = 30.0
SHELLS = {
    "bash": ("bash --norc --noprofile -i", 'eval "$(harness completion bash)"'),
    "zsh": ("zsh -f -i", 'autoload -Uz compinit; compinit -D -u; eval "$(harness completion zsh)"'),
}


@pytest.fixture
def shell_environment(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """``harness`` on PATH is the one under test."""
    program = tmp_path / "bin" / "harness"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m harness "$@"\n')
    program.chmod(0o755)
    kept = {"TERM": "dumb", "PS1": "$ ", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    return environment | kept | {"PATH": f"{program.parent}:{environment['PATH']}"}


class Terminal:
    """A shell on a pseudo terminal; the shell ends with the context."""

    def __init__(self, command: str, environment: dict[str, str], cwd: Path) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command.split(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(theirs)
        self._shown = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def until(self, pattern: str) -> None:
        """Read until what was shown since the last match matches ``pattern``."""
        ends_at = time.monotonic() + LIMIT_S
        while not (match := re.search(pattern, self._shown)):
            ready, _, _ = select.select([self._ours], [], [], max(0.0, ends_at - time.monotonic()))
            assert ready, f"{pattern!r} was not shown:\n{self._shown}"
            self._shown += os.read(self._ours, 65536).decode(errors="replace")
        self._shown = self._shown[match.end() :]


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes(shell: str, shell_environment: dict[str, str], tmp_path: Path) -> None:
    assert shutil.which(shell), f"{shell} is missing; ./bootstrap.sh installs it"
    command, setup = SHELLS[shell]
    (tmp_path / "firmware.elf").write_text("")
    with Terminal(command, shell_environment, tmp_path) as terminal:
        terminal.type(f"{setup}; echo re''ady\n")
        terminal.until("ready\r")
        terminal.type("harness comp\t")
        terminal.until(r"harness completion ")
        terminal.type(f"{shell[:2]}\t")
        terminal.until(f"{shell} ")
        terminal.type("\x15harness test --target host,bluep\t")
        terminal.until(r"host,bluepill")
        terminal.type("--simulator qe\t")
        terminal.until(r"--simulator qemu")
        terminal.type("misbe\t")
        terminal.until(r"misbehaving")
        terminal.type("\x15harness run firm\t")
        terminal.until(r"harness run firmware\.elf")


def test_fish_completes(shell_environment: dict[str, str], tmp_path: Path) -> None:
    assert shutil.which("fish"), "fish is missing; ./bootstrap.sh installs it"

    def completions(line: str) -> list[str]:
        script = f"harness completion fish | source; complete -C {line!r}"
        done = subprocess.run(
            ["fish", "--no-config", "-c", script],
            env=shell_environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return [each.partition("\t")[0] for each in done.stdout.splitlines()]

    assert completions("harness rer") == ["rerun"]
    assert completions("harness test --target host,bluep") == ["host,bluepill"]
