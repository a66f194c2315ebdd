"""Applications that ``harness new-app`` writes: they build alone, boot, and talk over a serial port."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from harness.errors import UsageError
from harness.models import Runner
from harness.models.read import read_model
from harness.models.reference import Reference
from tests.integration.conftest import ROOT, Harness
from tests.integration.uart_board import build_application, serial_port
from tests.small_models import small_network

SINE = ROOT / "micro_tests" / "hello_world" / "hello_world_int8.tflite"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.tflite"
    path.write_bytes(small_network())
    return path


@pytest.mark.firmware
def test_system_performance_boots_and_measures(harness: Harness, small: Path, tmp_path: Path) -> None:
    where = ("--target", "stm32h747", "--variant", "mps2", "--console", "semihosting")
    assert harness("new-app", "perf", small, "-o", "app", *where).returncode == 0
    elf = build_application(tmp_path / "app", "perf")
    done = harness("run", elf, "--target", "stm32h747")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "model small (tvm)" in done.stdout
    assert re.search(r"layer 0 conv_2d \d+ cycles", done.stdout)
    assert re.search(r"inferences 16: least \d+, mean \d+, most \d+ cycles", done.stdout)


@pytest.fixture
def port(harness: Harness, small: Path, tmp_path: Path) -> Iterator[str]:
    """A pseudo-terminal with the UART of a board at its other end, which runs the validation application."""
    assert harness("new-app", "valid", small, "-o", "app", "--target", "mps2_an500").returncode == 0
    with serial_port(build_application(tmp_path / "app", "valid")) as place:
        yield place


@pytest.mark.firmware
def test_the_python_api_over_a_serial_port(port: str, small: Path) -> None:
    image = np.arange(7 * 5 * 3).astype("int8").reshape(1, 7, 5, 3)
    (wanted,) = Reference(read_model(small)).run([image])
    with Runner.connect(port, small, timeout_s=20) as runner:
        outputs, profile = runner.invoke([image], layers=True)
        np.testing.assert_array_equal(outputs[0], wanted)
        assert profile.unit == "cycles"
        assert profile.layers[0].name == "conv_2d"
    with pytest.raises(UsageError, match=r"runs small [0-9a-f]+, .*hello_world_int8.tflite is"):
        Runner.connect(port, SINE, timeout_s=20)


def test_a_folder_that_holds_something_is_left_alone(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "mine.c").write_text("int x;")
    done = harness("new-app", "perf", SINE, "-o", "app", "--target", "stm32h747")
    assert done.returncode == 4
    assert "is not empty" in done.stderr and done.stderr.count("\n") == 1
    assert [each.name for each in (tmp_path / "app").iterdir()] == ["mine.c"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--target", "stm32h747,bluepill"), "for one target"),
        (("--target", "host"), "is no board"),
        (("--target", "bluepill", "--console", "uart"), "names no UART"),
        (("--target", "stm32h747", "--variant", "mps3"), "has no memory variant 'mps3'"),
    ],
)
def test_mistakes(harness: Harness, options: tuple[str, ...], told: str) -> None:
    done = harness("new-app", "perf", SINE, "-o", "app", *options)
    assert done.returncode == 4
    assert told in done.stderr and done.stderr.count("\n") == 1
