"""The Python API and the benchmark on real targets; a UART behind a pseudo-terminal stands for a board."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from harness.errors import UsageError
from harness.models import Runner
from harness.models.read import read_model
from harness.models.reference import Reference
from tests.integration.conftest import ROOT, Harness
from tests.small_models import small_network, wide_network

SINE = ROOT / "micro_tests" / "hello_world" / "hello_world_int8.tflite"


@pytest.fixture(autouse=True)
def user(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HARNESS_CACHE", "HARNESS_RENODE"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.tflite"
    path.write_bytes(small_network())
    return path


@pytest.fixture
def runner(small: Path) -> Iterator[Runner]:
    with Runner.connect("sim:stm32h747", small) as connected:
        yield connected


@pytest.mark.firmware
def test_layers_add_up(runner: Runner, small: Path) -> None:
    """Outputs equal the reference's; instructions are the same each time, and layers make up the total."""
    image = np.arange(7 * 5 * 3).astype("int8").reshape(1, 7, 5, 3)
    (wanted,) = Reference(read_model(small)).run([image])
    outputs, alone = runner.invoke([image])
    np.testing.assert_array_equal(outputs[0], wanted)
    assert alone.unit == "instructions"
    again, watched = runner.invoke(image, layers=True)
    np.testing.assert_array_equal(again[0], wanted)
    names = [layer.name for layer in watched.layers]
    assert names[:2] == ["conv_2d", "fused_depthwise_conv_2d_add_mul"]
    layers = sum(layer.ticks for layer in watched.layers)
    between = watched.ticks - layers
    assert 0 < between < 200 * len(names), "what the runtime does between the layers"
    assert abs(alone.ticks - layers) < 200 * len(names)
    _, third = runner.invoke(image)
    assert abs(third.ticks - alone.ticks) <= 2


@pytest.mark.firmware
def test_wrong_inputs_are_refused_before_they_are_sent(runner: Runner) -> None:
    with pytest.raises(UsageError, match="int8 1x7x5x3, found float32 1x7x5x3"):
        runner.invoke([np.zeros((1, 7, 5, 3), "float32")])
    with pytest.raises(UsageError, match="takes 1 inputs, found 2"):
        runner.invoke([np.zeros((1, 7, 5, 3), "int8")] * 2)


def test_places_that_are_none() -> None:
    with pytest.raises(UsageError, match="no place for a runner"):
        Runner.connect("stm32h747", SINE)
    with pytest.raises(UsageError, match="needs a model"):
        Runner.connect("sim:stm32h747")
    with pytest.raises(UsageError, match="no speed"):
        Runner.connect("serial:/dev/null:fast")


@pytest.mark.firmware
def test_a_model_that_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "wide.tflite").write_bytes(wide_network(120))
    with pytest.raises(UsageError, match="does not fit bluepill"):
        Runner.connect("sim:bluepill", "wide.tflite")


@pytest.mark.firmware
def test_bench(harness: Harness, small: Path) -> None:
    done = harness("bench", small, "--target", "stm32h747,stm32f412", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {each["target"]: each for each in json.loads(done.stdout)["targets"]}
    for cost in found.values():
        inference = cost["inference"]
        assert inference["unit"] == "instructions"
        layers = sum(ticks for _, ticks in inference["layers"])
        assert layers + inference["between"] == pytest.approx(inference["total"])
        assert 0 <= inference["between"] < 0.03 * inference["total"]
        assert cost["weights_bytes"] < cost["flash_bytes"] and cost["arena_bytes"] < cost["ram_bytes"]
    # The same core family runs the same instructions; an M4 and an M7 differ by the compiler's scheduling.
    totals = [each["inference"]["total"] for each in found.values()]
    assert max(totals) < 1.2 * min(totals)


@pytest.mark.firmware
def test_bench_table(harness: Harness, small: Path) -> None:
    done = harness("bench", small, "--target", "stm32h747")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "depthwise_conv_2d" in done.stdout and "one inference" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
