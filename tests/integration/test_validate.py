"""``harness validate`` on real targets: models of every kind, and everything that a file can be instead."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.integration.conftest import ROOT, Harness
from tests.small_models import moving_network, onnx_network, small_network, unsupported_network, wide_network

HELLO = ROOT / "micro_tests" / "hello_world"


@pytest.fixture
def numbers(tmp_path: Path) -> dict[str, object]:
    return {"folder": tmp_path / "reports" / "latest"}


def compared(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Target -> comparisons of the last validation, over all inputs and outputs."""
    found = json.loads((folder / "reports" / "latest" / "validate.json").read_text())
    return {each["target"]: [one for inputs in each["inputs"] for one in inputs] for each in found["targets"]}


@pytest.mark.firmware
def test_an_int8_model_is_equal_on_every_kind_of_target(harness: Harness, tmp_path: Path) -> None:
    model = tmp_path / "small.tflite"
    model.write_bytes(small_network())
    targets = "host,stm32h747,stm32f746,stm32f412,mps3_an547"
    done = harness("validate", model, "--target", targets, "--atol", "0", "--random", "4", "--seed", "7")
    assert done.returncode == 0, done.stdout + done.stderr
    found = compared(tmp_path)
    assert set(found) == set(targets.split(","))
    assert all(len(each) == 4 and all(one["beyond"] == 0 for one in each) for each in found.values())
    suites = ElementTree.parse(tmp_path / "reports" / "latest" / "junit.xml").getroot()
    assert [case.get("name") for case in suites[0].iter("testcase")] == [f"input_{each}" for each in range(4)]
    page = (tmp_path / "reports" / "latest" / "errors.html").read_text()
    assert page.count("4 inputs, each equal to the reference") == 5


@pytest.mark.firmware
def test_values_that_are_only_moved_stay_as_they_are(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "moving.tflite").write_bytes(moving_network())
    exactly = ("--atol", "0", "--random", "6", "--reference", "tflite-micro")
    done = harness("validate", "moving.tflite", "--target", "host,stm32f412", *exactly)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Errors against tflite-micro\n" in done.stdout
    for each in compared(tmp_path).values():
        assert [one["beyond"] for one in each] == [0] * 6


@pytest.mark.firmware
@pytest.mark.parametrize("name", ["hello_world_float", "hello_world_int8"])
def test_the_sine_models(harness: Harness, tmp_path: Path, name: str) -> None:
    inputs = np.linspace(0, 6.28, 9, dtype="float32").reshape(9, 1)
    if "int8" in name:
        inputs = np.arange(-128, 128, 30).astype("int8").reshape(-1, 1)
    np.savez(tmp_path / "inputs.npz", x=inputs)
    done = harness("validate", HELLO / f"{name}.tflite", "--target", "stm32h747", "--npz", "inputs.npz")
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = compared(tmp_path).values()
    assert len(found) == 9
    limit = 1e-6 if "float" in name else 0
    assert all(each["max_error"] <= limit for each in found)


@pytest.mark.firmware
def test_onnx(harness: Harness, tmp_path: Path) -> None:
    onnx_network(tmp_path / "small.onnx")
    done = harness("validate", "small.onnx", "--target", "stm32h747", "--random", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "onnx.reference" in done.stdout


@pytest.mark.firmware
def test_what_is_beyond_tolerance_is_told_with_its_place(harness: Harness, tmp_path: Path) -> None:
    """Floats are never equal to the last bit, so no tolerance at all makes a mismatch."""
    onnx_network(tmp_path / "small.onnx")
    tight = ("--atol", "0", "--rtol", "0", "--random", "3")
    done = harness("validate", "small.onnx", "--target", "stm32h747", *tight)
    assert done.returncode == 1
    assert "first [0," in done.stdout and "worst error" in done.stdout
    suites = ElementTree.parse(tmp_path / "reports" / "latest" / "junit.xml").getroot()
    assert any("beyond tolerance" in (each.text or "") for each in suites.iter("failure"))


@pytest.mark.firmware
def test_a_model_that_does_not_fit_is_told_by_how_much(harness: Harness, tmp_path: Path) -> None:
    model = tmp_path / "wide.tflite"
    model.write_bytes(wide_network(120))
    done = harness("validate", model, "--target", "bluepill")
    assert done.returncode == 1
    assert "does not fit bluepill: FLASH (64 KB) exceeded by" in done.stdout


@pytest.mark.firmware
def test_weights_and_activations_go_where_they_are_told(harness: Harness, tmp_path: Path) -> None:
    model = tmp_path / "small.tflite"
    model.write_bytes(small_network())
    place = ("--weights", "AXI", "--activations", "DTCM", "--atol", "0", "--random", "1")
    done = harness("validate", model, "--target", "stm32h747", *place)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = harness("validate", model, "--target", "stm32h747", "--weights", "QSPI")
    assert wrong.returncode == 4
    assert wrong.stderr.count("\n") == 1 and "QSPI" in wrong.stderr and "AXI" in wrong.stderr


def bad_files(folder: Path) -> None:
    whole = small_network()
    (folder / "empty.tflite").write_bytes(b"")
    (folder / "cut.tflite").write_bytes(whole[: len(whole) // 3])
    (folder / "text.tflite").write_text("not a model at all")
    (folder / "cut.onnx").write_bytes(b"\x08\x07\x12\x05hello")
    (folder / "unsupported.tflite").write_bytes(unsupported_network())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("empty.tflite", "is empty"),
        ("cut.tflite", "is no sound TFLite model"),
        ("text.tflite", "is no TFLite model"),
        ("cut.onnx", "is no sound ONNX model"),
        ("missing.tflite", "No such file"),
        ("unsupported.tflite", "TVM does not take this model's L2_NORMALIZATION"),
    ],
)
def test_a_bad_model_is_one_line(harness: Harness, tmp_path: Path, name: str, told: str) -> None:
    bad_files(tmp_path)
    done = harness("validate", name, "--target", "stm32h747")
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1, done.stderr
    assert told in done.stderr
    assert not (tmp_path / "reports" / "latest").exists()
