"""The folders that ship with the package: beside it in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from harness.errors import EnvironmentMissingError

_PACKAGE = Path(__file__).resolve().parent


def platforms_folder() -> Path:
    """The boards that come with harness, one folder each."""
    return _folder("platforms")


def micro_tests_folder() -> Path:
    """The firmware sources of the suites ``micro_tests``, ``misbehaving`` and ``interactive``."""
    return _folder("micro_tests")


def containers_folder() -> Path:
    """The Dockerfiles of the images for ``harness test --container``."""
    return _folder("containers")


def robot_folder() -> Path:
    """The Robot Framework suites."""
    return _folder("robot")


@cache
def _folder(name: str) -> Path:
    # A checkout is told from a stray folder in site-packages by its pyproject.toml.
    places = [_PACKAGE / "_data" / name]
    if (_PACKAGE.parent / "pyproject.toml").is_file():
        places.insert(0, _PACKAGE.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise EnvironmentMissingError(
        f"folder {name} is missing beside and inside {_PACKAGE}", remedy="reinstall harness"
    )
