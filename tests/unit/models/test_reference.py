"""The reference interpreters, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import numpy as np
import pytest

from harness.errors import UsageError
from harness.execution.supervisor import Completed, Supervisor
from harness.models.child import ChildCrashedError, ask_child
from harness.models.inputs import InputSet, random_inputs
from harness.models.read import read_model
from harness.models.reference import KINDS, LITERT, TFLITE_MICRO, name_of
from harness.models.reference.isolated import reference_outputs
from harness.models.spec import ModelFile
from tests.small_models import moving_network, onnx_network, small_network

CHILDREN = """
import os, signal, sys
def die(): os.kill(os.getpid(), signal.SIGSEGV)
def complain(): sys.exit("no such thing")
def answer(): open(sys.argv[2], "w").write(open(sys.argv[1]).read().upper())
"""


def asked(model: ModelFile, inputs: tuple[InputSet, ...], folder: Path, kind: str) -> list[list[object]]:
    async def ask() -> list[list[object]]:
        async with Supervisor() as supervisor:
            found = await reference_outputs(model, inputs, folder, supervisor, kind=kind)
        return [[each.tolist() for each in outputs] for outputs in found]

    return asyncio.run(ask())


@pytest.fixture(params=[small_network, moving_network])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> ModelFile:
    path = tmp_path / "net.tflite"
    path.write_bytes(request.param())
    return read_model(path)


def test_the_interpreters_agree(model: ModelFile, tmp_path: Path) -> None:
    inputs = random_inputs(model, 5, seed=1)
    litert, micro = (asked(model, inputs, tmp_path / kind, kind) for kind in KINDS)
    assert litert == micro
    assert np.shape(litert) == (5, 1, *model.outputs[0].shape)


def test_onnx_has_a_reference_of_its_own(tmp_path: Path) -> None:
    onnx_network(tmp_path / "net.onnx")
    model = read_model(tmp_path / "net.onnx")
    assert name_of(model, LITERT) == "onnx.reference"
    assert len(asked(model, random_inputs(model, 2, seed=1), tmp_path / "work", LITERT)) == 2
    with pytest.raises(UsageError, match=r"tflite-micro runs \.tflite models alone; leave"):
        name_of(model, TFLITE_MICRO)


def test_a_crash_is_one_line_that_names_the_model_and_another_reference(tmp_path: Path) -> None:
    (tmp_path / "net.tflite").write_bytes(small_network())
    model = read_model(tmp_path / "net.tflite")

    class Killing:
        async def run(self, argv: object, **options: object) -> Completed:
            return Completed(returncode=-6, output=b"something\nfree(): double free detected\n")

    with pytest.raises(UsageError) as caught:
        asyncio.run(reference_outputs(model, random_inputs(model, 1, seed=1), tmp_path, Killing()))
    assert str(caught.value) == (
        f"{model.path}: the reference interpreter died of SIGABRT: free(): double free detected; "
        "try --reference tflite-micro"
    )


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("die", "died of SIGSEGV: it said nothing"),
        ("complain", "ended with exit code 1: no such thing"),
        ("answer", ""),
    ],
)
def test_a_child_answers_or_tells_how_it_ended(tmp_path: Path, action: str, said: str) -> None:
    (tmp_path / "child.py").write_text(f"{CHILDREN}\n{action}()\n")

    async def ask(folder: Path) -> bytes:
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        async with Supervisor() as supervisor:
            return await ask_child("child", b"hello", folder, supervisor, env=environment)

    if said:
        with pytest.raises(ChildCrashedError, match=f"^{said}$"):
            asyncio.run(ask(tmp_path / "work"))
    else:
        assert asyncio.run(ask(tmp_path / "work")) == b"HELLO"
