"""The models with images: their headers, what is said of their accuracy, and the training's arithmetic."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

np = pytest.importorskip("numpy", reason="needs the extra `golden`")
pytest.importorskip("ai_edge_litert", reason="needs the extra `golden`")

from msgspec.structs import replace  # noqa: E402

from micro_tests.conv_net.export import outputs, read_layers  # noqa: E402
from micro_tests.conv_net.layers import AveragePool, Conv, Dense, MaxPool  # noqa: E402
from micro_tests.conv_net.models import float_model, int8_model  # noqa: E402
from micro_tests.conv_net.network import (  # noqa: E402
    Network,
    Recipe,
    activations,
    classes,
    gradients,
    initial,
    train,
)
from micro_tests.digits import export as digits  # noqa: E402
from micro_tests.golden.records import read_records, write_records  # noqa: E402
from micro_tests.golden.tflite_writer import per_tensor  # noqa: E402
from micro_tests.image_recognition import export as image_recognition  # noqa: E402
from micro_tests.image_recognition.shapes import HELD_OUT_SEED, images  # noqa: E402
from tests.integration.conftest import ROOT  # noqa: E402
from tests.integration.generated_headers import differences  # noqa: E402

STATED = (ROOT / "docs" / "examples.md").read_text()
SMALL = (Conv(filters=4, stride=2), Conv(filters=5), MaxPool(), AveragePool(size=2), Dense(outputs=3))
SHAPE = (8, 8, 2)


def small_network(seed: int = 1) -> Network:
    return initial(SHAPE, SMALL, np.random.RandomState(seed))


@pytest.mark.parametrize("example", [digits, image_recognition], ids=lambda each: each.FOLDER.name)
def test_headers_agree_with_models_and_images(example: ModuleType, tmp_path: Path) -> None:
    example.export(example.FOLDER, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in example.FOLDER.glob("*.h")
    )
    for path in tmp_path.iterdir():
        assert differences((example.FOLDER / path.name).read_text(), path.read_text()) == []


def test_digits_are_as_accurate_as_stated() -> None:
    (stated,) = re.findall(r"\*\*(\d+) of (\d+)\*\* held-out digits", STATED)
    _, labels = digits.held_out(digits.FOLDER)
    assert len(labels) == int(stated[1])
    for name, inputs in digits.inputs(digits.FOLDER).items():
        model = (digits.FOLDER / f"{name}.tflite").read_bytes()
        assert outputs(model, inputs, labels).correct == int(stated[0])


def test_image_recognition_is_as_accurate_as_stated() -> None:
    """On the ten images exactly; on others within what a sample of 1,000 may differ from all 5,000."""
    ((right, of_all),) = re.findall(r"\*\*([\d,]+) of ([\d,]+)\*\* held-out images", STATED)
    model = (image_recognition.FOLDER / "image_recognition.tflite").read_bytes()
    pixels, labels = images(1000, seed=HELD_OUT_SEED)
    found = outputs(model, image_recognition.stored(pixels), labels)
    share = int(right.replace(",", "")) / int(of_all.replace(",", ""))
    assert found.correct / 1000 == pytest.approx(share, abs=0.02)
    assert f"**{(found.values[:10].argmax(axis=1) == labels[:10]).sum()} of the 10**" in STATED


def test_the_ten_images_are_the_first_of_the_held_out_ones() -> None:
    pixels, labels = image_recognition.ten_images(image_recognition.FOLDER)
    wanted, _ = images(10, seed=HELD_OUT_SEED)
    assert labels.tolist() == list(range(10))
    assert np.abs(pixels.astype(int) - wanted).max() <= 1, "another CPU may round a pixel otherwise"


def test_records_are_read_as_they_were_written() -> None:
    pixels, labels = images(3, seed=9)
    data = write_records(pixels, labels)
    assert len(data) == 3 * 3073
    assert data[0] == labels[0] and data[1] == pixels[0, 0, 0, 0] and data[1 + 1024] == pixels[0, 0, 0, 1]
    again, same = read_records(data, (32, 32, 3))
    np.testing.assert_array_equal(again, pixels)
    np.testing.assert_array_equal(same, labels)
    with pytest.raises(ValueError, match="cannot reshape"):
        read_records(data[:-1], (32, 32, 3))


def test_gradients_are_those_of_the_loss() -> None:
    random = np.random.RandomState(5)
    network = small_network()
    doubles = tuple(tuple(one.astype(np.float64) for one in each) for each in network.parameters)
    network = replace(network, parameters=doubles)
    inputs, labels = random.normal(size=(6, *SHAPE)), random.randint(0, 3, 6)
    slopes, _ = gradients(network, inputs, labels)

    def loss(layer: int, index: int, place: tuple[int, ...], step: float) -> float:
        parameters = [[one.copy() for one in each] for each in doubles]
        parameters[layer][index][place] += step
        moved = replace(network, parameters=tuple(map(tuple, parameters)))
        return gradients(moved, inputs, labels)[1]

    for layer, of_layer in enumerate(doubles):
        for index, parameter in enumerate(of_layer):
            for _ in range(3):
                place = tuple(random.randint(0, size) for size in parameter.shape)
                difference = (loss(layer, index, place, 1e-5) - loss(layer, index, place, -1e-5)) / 2e-5
                assert slopes[layer][index][place] == pytest.approx(difference, rel=1e-3, abs=1e-5)


def test_training_learns_and_the_models_compute_what_was_trained() -> None:
    """Three classes by how many channels are bright; the models agree with the network."""
    random = np.random.RandomState(4)
    labels = np.arange(240) % 3
    inputs = random.normal(0.0, 0.2, (240, *SHAPE)).astype(np.float32)
    for number, label in enumerate(labels):
        inputs[number, :, :, :label] += 0.5
    *_, (network, loss) = train(
        small_network(), inputs, labels, Recipe(epochs=15, seed=2, rate=0.01, batch=20)
    )
    assert loss < 0.2
    assert (classes(network, inputs) == labels).mean() > 0.95

    floats = float_model(network, "test")
    found = outputs(floats, inputs, labels).values
    np.testing.assert_allclose(found, activations(network, inputs)[-1], rtol=1e-4, atol=1e-4)
    source = per_tensor(1 / 64)
    stored = np.clip(np.round(inputs * 64), -128, 127).astype(np.int8)
    quantized = outputs(int8_model(network, source, inputs, "test"), stored, labels).values
    assert (quantized.argmax(axis=1) == found.argmax(axis=1)).mean() > 0.97
    assert [layer.kind for layer in read_layers(floats)] == [
        *("kConv", "kConv", "kMaxPool", "kAveragePool", "kFullyConnected")
    ]
