"""Writes the model and what the reference interpreter makes of the ten images as a C++ header.

python -m micro_tests.image_recognition.export [--out FOLDER | --npz FOLDER]
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
MODEL = "image_recognition"
TEN_IMAGES = "ten_images.bin"
SHAPE = (32, 32, 3)
MIDDLE = 128  # the byte that is 0 to the model
SOURCE = per_tensor(1 / 255)
PLACE = Place(
    generator="micro_tests/image_recognition/export.py",
    folder="micro_tests/image_recognition",
    namespace="image_recognition",
    include="micro_tests/conv_net/network.h",
)


def stored(images: Array) -> Array:
    """uint8 images as the model takes them."""
    return (images.astype(np.int16) - MIDDLE).astype(np.int8)


def real(images: Array) -> Array:
    """The real values that uint8 images stand for."""
    return stored(images).astype(np.float32) / np.float32(255)


def ten_images(folder: Path) -> tuple[Array, Array]:
    """The ten images in ``folder`` [10, 32, 32, 3] and their labels."""
    return read_records((folder / TEN_IMAGES).read_bytes(), SHAPE)


def inputs(folder: Path) -> dict[str, Array]:
    """The ten images as the model takes them."""
    return {MODEL: stored(ten_images(folder)[0])}


def export(models: Path, out: Path) -> None:
    """Writes ``out``/image_recognition.h for the .tflite file and the images in ``models``."""
    model = (models / f"{MODEL}.tflite").read_bytes()
    golden = outputs(model, inputs(models)[MODEL], ten_images(models)[1])
    (out / f"{MODEL}.h").write_text(model_header(MODEL, model, golden, PLACE), encoding="utf-8")


if __name__ == "__main__":
    command_line.run(FOLDER, export, inputs)
