"""What the options share."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.cli.options import program


@pytest.mark.parametrize(
    ("started", "on_path", "expected"),
    [
        (".venv/bin/harness", False, ".venv/bin/harness"),
        ("{folder}/harness", True, "harness"),
        ("/somewhere/harness/__main__.py", False, "harness"),
    ],
)
def test_the_program_is_named_as_a_shell_would_find_it(
    started: str, on_path: bool, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "harness"
    installed.write_text("#!/bin/sh\n")
    installed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) if on_path else "/nowhere")
    monkeypatch.setattr("sys.argv", [started.format(folder=tmp_path), "test"])
    assert program() == expected
