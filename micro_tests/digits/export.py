"""Writes the digits models and what the reference interpreter makes of the held-out images as C++ headers.

python -m micro_tests.digits.export [--out FOLDER | --npz FOLDER]
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from micro_tests.conv_net import command_line
from micro_tests.conv_net.export import model_header, outputs
from micro_tests.golden.headers import Place
from micro_tests.golden.records import read_records
from micro_tests.golden.tflite_writer import Array, per_tensor

FOLDER = Path(__file__).resolve().parent
MODELS = ("digits_float", "digits_int8")
HELD_OUT = "held_out.bin"
SHAPE = (8, 8, 1)
DARKEST = 16  # pixels are 0 to 16
SOURCE = per_tensor(1 / DARKEST)  # the int8 model takes the pixels as they are
FLOATS_SHOWN = 60  # images whose float outputs are in the header; all of them are too much for a small flash
PLACE = Place(
    generator="micro_tests/digits/export.py",
    folder="micro_tests/digits",
    namespace="digits",
    include="micro_tests/conv_net/network.h",
)


def real(images: Array) -> Array:
    """uint8 images as the float model takes them: 0 to 1."""
    return images.astype(np.float32) / np.float32(DARKEST)


def held_out(folder: Path) -> tuple[Array, Array]:
    """The held-out images in ``folder`` [count, 8, 8, 1], 0 to 16, and their labels."""
    return read_records((folder / HELD_OUT).read_bytes(), SHAPE)


def inputs(folder: Path) -> dict[str, Array]:
    """The held-out images as each model takes them."""
    images, _ = held_out(folder)
    return dict(zip(MODELS, (real(images), images.astype(np.int8)), strict=True))


def export(models: Path, out: Path) -> None:
    """Writes ``out``/<model>.h for each <model>.tflite in ``models``."""
    _, labels = held_out(models)
    for name, images in inputs(models).items():
        model = (models / f"{name}.tflite").read_bytes()
        golden = outputs(model, images, labels)
        shown = FLOATS_SHOWN if images.dtype == np.float32 else None
        text = model_header(name, model, golden, PLACE, shown=shown)
        (out / f"{name}.h").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    command_line.run(FOLDER, export, inputs)
