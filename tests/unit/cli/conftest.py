"""Runs the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from harness.cli.main import main


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What one start printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Printed]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """``run(*arguments)`` in an empty folder that ends the search for a configuration."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("HARNESS_DEBUG", raising=False)

    def start(*arguments: str) -> Printed:
        code = main(arguments)
        captured = capsys.readouterr()
        return Printed(code=code, out=captured.out, err=captured.err)

    return start
