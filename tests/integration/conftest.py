"""Shared by all tests that run the real thing: one cache of built firmware, the CLI as a subprocess."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.simulators.renode.discovery import NONE, VARIABLE

Harness = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where firmware is built: ``HARNESS_TEST_CACHE`` if set (tox keeps it between runs), else fresh."""
    named = os.environ.get("HARNESS_TEST_CACHE")
    folder = Path(named) if named else tmp_path_factory.mktemp("cache")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def environment(cache_folder: Path) -> dict[str, str]:
    """The environment of a user without settings of their own."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("HARNESS_", "XDG_", "COV"))
    }
    kept.pop("NO_COLOR", None)
    # Whether this machine has a Renode must not matter to tests that do not ask for one.
    return kept | {"HARNESS_CACHE": str(cache_folder), VARIABLE: NONE}


@pytest.fixture
def harness(environment: dict[str, str], tmp_path: Path) -> Harness:
    """Runs ``harness ARGS`` in ``tmp_path``, where reports land, and returns what it printed."""

    def run(*arguments: str | Path, cwd: Path = tmp_path, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "harness", *map(str, arguments)],
            cwd=cwd,
            env=environment | extra,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=600,
        )

    return run
