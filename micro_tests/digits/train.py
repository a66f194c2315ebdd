"""Trains the digits model; writes digits_float.tflite, digits_int8.tflite, held_out.bin and the headers.

    python -m micro_tests.digits.train [--out FOLDER]

Run at the root of the source tree, with the extra ``golden`` and scikit-learn installed. The images are those
of scikit-learn's ``load_digits``: the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin
and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0. Digits by one hand lie together in it, so it is not
shuffled: the last 360 images are held out, and nothing about the network was chosen by them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from micro_tests.conv_net.layers import Conv, Dense, MaxPool
from micro_tests.conv_net.models import float_model, int8_model
from micro_tests.conv_net.network import Network, Recipe, initial, train
from micro_tests.digits.export import FOLDER, HELD_OUT, MODELS, SHAPE, SOURCE, export, real
from micro_tests.golden.records import write_records
from micro_tests.golden.tflite_writer import Array

HELD_OUT_COUNT = 360
LAYERS = (Conv(filters=8), MaxPool(), Conv(filters=16), MaxPool(), Dense(outputs=10))
RECIPE = Recipe(epochs=60, seed=1, rate=0.004, batch=32)


def fitted(images: Array, labels: Array, recipe: Recipe = RECIPE) -> Network:
    """The network after training on uint8 ``images``."""
    network = initial(SHAPE, LAYERS, np.random.RandomState(recipe.seed))
    *_, (network, _) = train(network, real(images), labels, recipe)
    return network


def models(images: Array, labels: Array) -> dict[str, bytes]:
    """The two models by name, trained on ``images``."""
    network = fitted(images, labels)
    floats = float_model(network, "digits, float32")
    return dict(zip(MODELS, (floats, int8_model(network, SOURCE, real(images), "digits, int8")), strict=True))


def main() -> None:
    """Command line."""
    from sklearn.datasets import load_digits

    parser = argparse.ArgumentParser(description="Train the digits model.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the models and headers")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    data = load_digits()
    images, labels = data.images.astype(np.uint8)[..., None], data.target
    (out / HELD_OUT).write_bytes(write_records(images[-HELD_OUT_COUNT:], labels[-HELD_OUT_COUNT:]))
    for name, model in models(images[:-HELD_OUT_COUNT], labels[:-HELD_OUT_COUNT]).items():
        (out / f"{name}.tflite").write_bytes(model)
    export(out, out)


if __name__ == "__main__":
    main()
