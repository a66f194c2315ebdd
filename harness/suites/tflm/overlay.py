"""TFLM's make folder with one board more: links to the checkout's files, and ours among them.

The Makefile includes ``$(MAKEFILE_DIR)/targets/$(TARGET)_makefile.inc``; with MAKEFILE_DIR set to this
folder, ``TARGET=harness`` finds our board, and the checkout stays as it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from harness.resources import micro_tests_folder
from harness.suites.tflm.checkout import TARGETS_FOLDER, Checkout

BOARD_FILE = "harness_makefile.inc"


def write_overlay(folder: Path, checkout: Checkout) -> None:
    """Bring ``folder`` up to date; links to what is gone are taken away."""
    targets = folder / TARGETS_FOLDER.name
    targets.mkdir(parents=True, exist_ok=True)
    own = micro_tests_folder() / "tflm" / BOARD_FILE
    _mirror(folder, {each.name: each for each in checkout.make_folder.iterdir() if each.name != targets.name})
    boards = {each.name: each for each in (checkout.root / TARGETS_FOLDER).iterdir()}
    _mirror(targets, boards | {BOARD_FILE: own})


def _mirror(folder: Path, wanted: dict[str, Path]) -> None:
    for link in folder.iterdir():
        if link.is_symlink() and wanted.get(link.name) != Path(os.readlink(link)):  # noqa: PTH115
            link.unlink()
    for name, place in wanted.items():
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(place)
