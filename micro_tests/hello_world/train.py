"""Trains the sine model and writes hello_world_float.tflite, hello_world_int8.tflite and their headers.

    python -m micro_tests.hello_world.train [--out FOLDER]

Run at the root of the source tree, with the extra ``golden`` installed. Training is repeatable on one
machine; another CPU may end with slightly other weights, so the committed .tflite files are the truth, and
``micro_tests.hello_world.export`` alone makes the headers from them again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from micro_tests.hello_world.export import FOLDER, MODELS, export
from micro_tests.hello_world.models import float_model, int8_model
from micro_tests.hello_world.network import INPUT_RANGE, train

# Of the seeds 1 to 8 the one with the smallest hidden activations, which cost the least when quantised.
SEED = 6
STEPS = 20000


def models(*, steps: int = STEPS) -> dict[str, bytes]:
    """The two models by name."""
    network = train(seed=SEED, steps=steps)
    calibration = np.linspace(*INPUT_RANGE, 1000)[:, None]
    texts = (float_model(network), int8_model(network, calibration))
    return dict(zip(MODELS, texts, strict=True))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Train the sine model.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the models and headers")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for name, model in models().items():
        (out / f"{name}.tflite").write_bytes(model)
    export(out, out)


if __name__ == "__main__":
    main()
