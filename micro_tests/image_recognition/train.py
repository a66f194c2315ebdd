"""Trains the image recognition model; writes image_recognition.tflite, ten_images.bin and the header.

    python -m micro_tests.image_recognition.train [--out FOLDER]

Run at the root of the source tree, with the extra ``golden`` installed; takes some minutes on one core.
Training is repeatable on one machine; another CPU may end with slightly other weights, so the committed
.tflite file is the truth. What was chosen about the network was chosen by images that are neither trained
with nor held out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from micro_tests.conv_net.layers import AveragePool, Conv, Dense, MaxPool
from micro_tests.conv_net.models import int8_model
from micro_tests.conv_net.network import Network, Recipe, initial, train
from micro_tests.golden.records import write_records
from micro_tests.golden.tflite_writer import Array
from micro_tests.image_recognition.export import FOLDER, MODEL, SHAPE, SOURCE, TEN_IMAGES, export, real
from micro_tests.image_recognition.shapes import HELD_OUT_SEED, NAMES, TRAINING_SEED, images

TRAINING_COUNT = 10_000
CALIBRATION_COUNT = 1_000
LAYERS = (
    Conv(filters=12, size=5, stride=2),
    Conv(filters=16),
    MaxPool(),
    Conv(filters=24),
    MaxPool(),
    Conv(filters=32),
    AveragePool(size=4),
    Dense(outputs=len(NAMES)),
)


def mirrored(images: Array, random: np.random.RandomState) -> Array:
    """Half of the batches mirrored, half of them transposed."""
    if random.rand() < 0.5:
        images = images[:, ::-1]
    return images.transpose(0, 2, 1, 3) if random.rand() < 0.5 else images


RECIPE = Recipe(epochs=40, seed=1, rate=0.003, augment=mirrored)


def fitted(count: int, recipe: Recipe) -> Network:
    """The network after training on ``count`` images, its loss told after each epoch."""
    pixels, labels = images(count, seed=TRAINING_SEED)
    network = initial(SHAPE, LAYERS, np.random.RandomState(recipe.seed))
    for epoch, (after, loss) in enumerate(train(network, real(pixels), labels, recipe), 1):
        print(f"epoch {epoch} of {recipe.epochs}: loss {loss:.3f}", flush=True)
        network = after
    return network


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train the image recognition model.")
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="folder of the model, the images and the header"
    )
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    network = fitted(TRAINING_COUNT, RECIPE)
    calibration = real(images(CALIBRATION_COUNT, seed=TRAINING_SEED)[0])
    model = int8_model(network, SOURCE, calibration, "ten kinds of shapes, int8")
    (out / f"{MODEL}.tflite").write_bytes(model)
    # The first of each kind, whatever the model makes of them.
    pixels, labels = images(len(NAMES), seed=HELD_OUT_SEED)
    (out / TEN_IMAGES).write_bytes(write_records(pixels, labels))
    export(out, out)


if __name__ == "__main__":
    main()
