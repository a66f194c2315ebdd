"""Where test binaries come from: our own firmware, or ELF files that somebody else built."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.errors import UsageError
from harness.resources import micro_tests_folder
from harness.suggest import did_you_mean
from harness.suites.firmware import FirmwareSuite
from harness.suites.prebuilt import PrebuiltSuite, is_glob
from harness.suites.protocol import Prepared, Suite

__all__ = ["SUITES", "Prepared", "Suite", "create", "create_all", "is_suite"]

# name -> what it is, for `harness list suites`
SUITES = {
    "micro_tests": "the kernels, models and smoke tests that come with harness",
    "misbehaving": "firmware that is meant to go wrong, one for each way",
}


def is_suite(name: str) -> bool:
    """Whether ``name`` is a suite's name (and no path)."""
    return name in SUITES


def create(name: str, working_folder: Path) -> Suite:
    """The suite called ``name``, or the ELF file, folder or glob there (relative to ``working_folder``).

    Raises:
        UsageError: neither.
    """
    if is_suite(name):
        return FirmwareSuite(name, micro_tests_folder())
    return PrebuiltSuite(name, [_existing(name, working_folder)])


def create_all(names: Iterable[str], working_folder: Path) -> tuple[Suite, ...]:
    """The suites called ``names``; all paths among them make one suite, whose names are unique.

    Raises:
        UsageError: neither a suite nor a path.
    """
    known = list(dict.fromkeys(names))
    suites: list[Suite] = [create(name, working_folder) for name in known if is_suite(name)]
    paths = [name for name in known if not is_suite(name)]
    if paths:
        title = paths[0] if len(paths) == 1 else "prebuilt"
        suites.append(PrebuiltSuite(title, [_existing(each, working_folder) for each in paths]))
    return tuple(suites)


def _existing(name: str, working_folder: Path) -> Path:
    path = working_folder / Path(name).expanduser()
    if not is_glob(name) and not path.exists() and Path(name).name == name and not Path(name).suffix:
        raise UsageError(
            f"no suite is named {name!r} and there is no such file; {did_you_mean(name, SUITES)}",
            remedy="name a suite, an ELF file or a folder of them",
        )
    return path
