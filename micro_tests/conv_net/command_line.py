"""What the export scripts of the examples have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from micro_tests.golden.tflite_writer import Array


def run(
    folder: Path, export: Callable[[Path, Path], None], inputs: Callable[[Path], Mapping[str, Array]]
) -> None:
    """``--out FOLDER`` writes the headers, ``--npz FOLDER`` each model's inputs, both from ``folder``."""
    parser = argparse.ArgumentParser(description="Write the headers from the committed models and images.")
    parser.add_argument("--out", type=Path, default=folder, help="folder of the headers")
    parser.add_argument(
        "--npz", type=Path, help="write <model>.npz for `harness validate --npz` into this folder, no headers"
    )
    given = parser.parse_args()
    if given.npz is None:
        given.out.mkdir(parents=True, exist_ok=True)
        export(folder, given.out)
        return
    given.npz.mkdir(parents=True, exist_ok=True)
    for name, images in inputs(folder).items():
        np.savez(given.npz / f"{name}.npz", image=images)
