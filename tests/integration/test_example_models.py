"""The models of the examples on boards of each kind of core: validated, measured, and over a serial port."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from harness.models import Runner
from harness.models.reference import Array
from micro_tests.digits import export as digits
from micro_tests.image_recognition import export as image_recognition
from tests.integration.conftest import Harness
from tests.integration.uart_board import build_application, serial_port

IMAGES = image_recognition.inputs(image_recognition.FOLDER)["image_recognition"]
DIGITS = digits.inputs(digits.FOLDER)
SHAPES = image_recognition.FOLDER / "image_recognition.tflite"


@pytest.mark.firmware
@pytest.mark.parametrize(
    ("model", "inputs", "targets", "tolerance"),
    [
        (digits.FOLDER / "digits_float.tflite", DIGITS["digits_float"][:8], "stm32h747,mps3_an547", "1e-4"),
        (digits.FOLDER / "digits_int8.tflite", DIGITS["digits_int8"][:8], "stm32f746,stm32f412", "0"),
        (SHAPES, IMAGES[:3], "stm32h747,stm32f746,stm32f412,mps3_an547", "0"),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_models_give_the_answers_of_the_reference(
    harness: Harness, tmp_path: Path, model: Path, inputs: Array, targets: str, tolerance: str
) -> None:
    np.savez(tmp_path / "inputs.npz", image=inputs)
    limits = ("--atol", tolerance, "--rtol", "0")
    done = harness("validate", model, "--target", targets, "--npz", "inputs.npz", *limits)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((tmp_path / "reports" / "latest" / "validate.json").read_text())
    assert [each["target"] for each in found["targets"]] == targets.split(",")
    for each in found["targets"]:
        outputs = [one for (one,) in each["inputs"]]
        assert len(outputs) == len(inputs)
        assert all(one["beyond"] == 0 and one["classes_agree"] for one in outputs)


@pytest.mark.firmware
def test_layers_of_a_convolutional_network_add_up(harness: Harness) -> None:
    done = harness("bench", SHAPES, "--target", "stm32h747,stm32f746", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = json.loads(done.stdout)["targets"]
    for cost in (first, second):
        inference = cost["inference"]
        layers = dict(inference["layers"])
        assert len(layers) == 8 and min(layers.values()) > 0
        assert sum(layers.values()) + inference["between"] == pytest.approx(inference["total"])
        assert 0 < inference["between"] < 1e-4 * inference["total"]
        # 16x16 outputs of 5x5x3 and of 3x3x12 products; the rest of the network takes less than both.
        assert layers["conv_2d1"] / layers["conv_2d"] == pytest.approx(16 * 108 / (12 * 75), rel=0.25)
        assert layers["conv_2d"] + layers["conv_2d1"] > 0.5 * inference["total"]
    # The same core; the activations lie in another memory of the first board, and count there.
    assert first["inference"]["total"] == pytest.approx(second["inference"]["total"], rel=1e-4)
    assert first["ram_bytes"] == pytest.approx(second["ram_bytes"], abs=64)


@pytest.mark.firmware
def test_ten_images_over_a_serial_port(harness: Harness, tmp_path: Path) -> None:
    assert harness("new-app", "valid", SHAPES, "-o", "app", "--target", "mps2_an500").returncode == 0
    _, labels = image_recognition.ten_images(image_recognition.FOLDER)
    with (
        serial_port(build_application(tmp_path / "app", "valid")) as place,
        Runner.connect(place, SHAPES, timeout_s=60) as runner,
    ):
        answers = [runner.invoke(image[None])[0][0] for image in IMAGES]
        assert [int(each.argmax()) for each in answers] == labels.tolist()
        _, profile = runner.invoke(IMAGES[:1], layers=True)
    assert profile.unit == "cycles"
    layers = sum(each.ticks for each in profile.layers)
    assert 0 < profile.ticks - layers < 0.05 * profile.ticks
