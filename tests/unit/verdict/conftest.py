"""Where the sample logs are."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def logs() -> Path:
    return Path(__file__).parents[2] / "data" / "logs"
