"""Private working folders of simulators, in the cache; those of dead runs are removed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from harness.errors import EnvironmentMissingError


@contextlib.contextmanager
def scratch_folder(cache_folder: Path) -> Iterator[Path]:
    """A folder of this run alone, removed at the end.

    Raises:
        EnvironmentMissingError: the cache folder cannot be written.
    """
    root = cache_folder / "scratch"
    try:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=root))
    except OSError as error:
        raise EnvironmentMissingError(
            f"cache folder {cache_folder} cannot be written: {error.strerror}",
            remedy="set HARNESS_CACHE to a folder that can",
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    for folder in root.iterdir():
        owner = folder.name.partition("-")[0]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)
