"""The committed golden vectors and models are what the reference interpreter gives today."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

np = pytest.importorskip("numpy", reason="needs the extra `golden`")
pytest.importorskip("ai_edge_litert", reason="needs the extra `golden`")

from micro_tests.golden.tflite_writer import Op, Operator, Tensor, build_model  # noqa: E402
from micro_tests.hello_world import export  # noqa: E402
from micro_tests.hello_world.models import float_model, int8_model  # noqa: E402
from micro_tests.hello_world.network import INPUT_RANGE, activations, train  # noqa: E402
from tests.integration.generated_headers import differences  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
KERNELS = ROOT / "micro_tests" / "kernels"
GOLDEN = KERNELS / "golden"
HELLO_WORLD = ROOT / "micro_tests" / "hello_world"

_CASE = re.compile(r"^constexpr \w+Case<.*> k(\w+) = \{", re.MULTILINE)
_NAME = re.compile(r"\bk[A-Z]\w*")


def _run(module: str, out: Path) -> None:
    subprocess.run([sys.executable, "-m", module, "--out", str(out)], cwd=ROOT, check=True, timeout=120)


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the golden headers, generated now."""
    folder = tmp_path_factory.mktemp("golden")
    _run("micro_tests.golden.generate", folder)
    return folder


HEADERS = sorted(path.name for path in GOLDEN.glob("*.h"))


def test_generator_writes_the_committed_files_and_no_others(regenerated: Path) -> None:
    assert sorted(path.name for path in regenerated.iterdir()) == HEADERS
    assert len(HEADERS) >= 12


@pytest.mark.parametrize("name", HEADERS)
def test_golden_header_is_reproduced(name: str, regenerated: Path) -> None:
    assert differences((GOLDEN / name).read_text(), (regenerated / name).read_text()) == []


def test_generator_is_deterministic(regenerated: Path, tmp_path: Path) -> None:
    _run("micro_tests.golden.generate", tmp_path)
    for name in HEADERS:
        assert (tmp_path / name).read_bytes() == (regenerated / name).read_bytes()


@pytest.mark.parametrize("name", HEADERS)
def test_every_golden_case_is_run_by_its_test(name: str) -> None:
    cases = {f"k{case}" for case in _CASE.findall((GOLDEN / name).read_text())}
    test = (KERNELS / f"{Path(name).stem}_test.cc").read_text()
    assert cases
    assert cases <= set(_NAME.findall(test))


def test_comparison_sees_an_integer_that_changed() -> None:
    text = (GOLDEN / "requantize.h").read_text()
    assert differences(text, text.replace("-128", "-127", 1))


def test_comparison_sees_a_float_beyond_the_tolerance() -> None:
    assert differences("{0.5f, 1.25f}", "{0.5f, 1.2501f}") == ["1.25f is now 1.2501f"]
    assert differences("{0.5f, 1.25f}", "{0.5f, 1.250001f}") == []


@pytest.mark.parametrize("name", export.MODELS)
def test_model_header_agrees_with_the_model(name: str, tmp_path: Path) -> None:
    export.export(HELLO_WORLD, tmp_path)
    committed = (HELLO_WORLD / f"{name}.h").read_text()
    assert differences(committed, (tmp_path / f"{name}.h").read_text()) == []


def _worst_sine_error(model: bytes) -> float:
    """Largest distance from sin(x) over the grid, as the reference interpreter computes the model."""
    layers = list(export.read_layers(model))
    inputs = export.grid(layers[0].filter.dtype)
    outputs = export.outputs(model, inputs)
    source, target = layers[0].input_quantization, layers[-1].output_quantization
    if source is not None and target is not None:
        inputs = (inputs.astype(np.float64) - source.zero_points[0]) * source.scales[0]
        outputs = (outputs.astype(np.float64) - target.zero_points[0]) * target.scales[0]
    return float(np.abs(outputs - np.sin(inputs)).max())


# The tolerances that the tests on the target state too.
@pytest.mark.parametrize(("name", "tolerance"), [*zip(export.MODELS, (0.02, 0.05), strict=True)])
def test_committed_model_approximates_sine(name: str, tolerance: float) -> None:
    assert _worst_sine_error((HELLO_WORLD / f"{name}.tflite").read_bytes()) < tolerance


def test_training_gives_a_model_that_approximates_sine() -> None:
    network = train(seed=6, steps=3000)  # a shortened training: the committed models had 20,000 steps
    inputs = np.linspace(*INPUT_RANGE, 200)[:, None]
    assert np.abs(activations(network, inputs)[-1] - np.sin(inputs)).max() < 0.1
    assert _worst_sine_error(float_model(network)) < 0.1
    assert _worst_sine_error(int8_model(network, inputs)) < 0.13


def test_unknown_option_of_an_operator_is_refused() -> None:
    tensors = [Tensor(name=name, shape=(1, 4), dtype=np.float32) for name in ("x", "y")]
    softmax = Operator(op=Op.SOFTMAX, inputs=(0,), outputs=(1,), options={"temperature": 1.0})
    with pytest.raises(AttributeError, match="SoftmaxOptions has no field 'temperature'"):
        build_model(tensors, [0], [1], [softmax])
