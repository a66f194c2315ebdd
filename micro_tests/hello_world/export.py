"""Writes the weights of the sine models and the reference interpreter's outputs as C++ headers.

python -m micro_tests.hello_world.export [--out FOLDER]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped, unused-ignore]

from micro_tests.golden.headers import Case, Data, Place, header, quantization
from micro_tests.golden.reference import run_model
from micro_tests.golden.tflite_reader import constant, quantization_of
from micro_tests.golden.tflite_writer import Array, Quantization
from micro_tests.golden.values import INT8_MAX, INT8_MIN, Activation
from micro_tests.hello_world.network import INPUT_RANGE

FOLDER = Path(__file__).resolve().parent
MODELS = ("hello_world_float", "hello_world_int8")
GRID_POINTS = 65
PLACE = Place(
    generator="micro_tests/hello_world/export.py",
    folder="micro_tests/hello_world",
    namespace="hello_world",
    include="micro_tests/hello_world/model.h",
)


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One dense layer as the file has it."""

    filter: Array
    bias: Array
    activation: Activation
    input_quantization: Quantization | None
    filter_quantization: Quantization | None
    output_quantization: Quantization | None


def read_layers(model: bytes) -> Iterator[Layer]:
    """The layers of a chain of fully connected ones."""
    table = schema.ModelT.InitFromPackedBuf(model, 0)
    graph = table.subgraphs[0]
    activations = {activation.schema: activation for activation in Activation}
    for operator in graph.operators:
        source, filter_, bias = (graph.tensors[index] for index in operator.inputs)
        yield Layer(
            filter=constant(table, filter_),
            bias=constant(table, bias),
            activation=activations[operator.builtinOptions.fusedActivationFunction],
            input_quantization=quantization_of(source),
            filter_quantization=quantization_of(filter_),
            output_quantization=quantization_of(graph.tensors[operator.outputs[0]]),
        )


def grid(dtype: Any) -> Array:
    """The inputs to compare at: points over the whole range, or every int8 value."""
    if dtype == np.int8:
        return np.arange(INT8_MIN, INT8_MAX + 1, dtype=np.int8)
    return np.linspace(*INPUT_RANGE, GRID_POINTS).astype(np.float32)


def outputs(model: bytes, inputs: Array) -> Array:
    """What the reference interpreter gives for each input."""
    return np.concatenate([run_model(model, value.reshape(1, 1)).ravel() for value in inputs])


def model_header(name: str, model: bytes) -> str:
    """The header of one model."""
    layers = list(read_layers(model))
    dtype = layers[0].filter.dtype
    kind = "int8_t" if dtype == np.int8 else "float"
    cases = []
    for index, layer in enumerate(layers):
        scales = None
        if layer.filter_quantization is not None:
            scales = np.array(layer.filter_quantization.scales, dtype=np.float32)
        cases.append(
            Case(
                name=f"Layer{index}",
                type=f"Layer<{kind}>",
                fields=(
                    ("size", "{1, " + f"{layer.filter.shape[1]}, {layer.filter.shape[0]}" + "}"),
                    ("activation", layer.activation.cpp),
                    ("input_quantization", quantization(layer.input_quantization)),
                    ("filter_scales", Data(suffix="FilterScales", values=scales)),
                    ("filter", Data(suffix="Filter", values=layer.filter)),
                    ("bias", Data(suffix="Bias", values=layer.bias)),
                    ("output_quantization", quantization(layer.output_quantization)),
                ),
            )
        )
    inputs = grid(dtype)
    cases.append(
        Case(
            name="Grid",
            type=f"Grid<{kind}>",
            fields=(
                ("count", str(len(inputs))),
                ("inputs", Data(suffix="Inputs", values=inputs)),
                ("outputs", Data(suffix="Outputs", values=outputs(model, inputs))),
            ),
        )
    )
    return header(name, cases, PLACE)


def export(models: Path, out: Path) -> None:
    """Writes ``out``/<model>.h for each <model>.tflite in ``models``."""
    for name in MODELS:
        text = model_header(name, (models / f"{name}.tflite").read_bytes())
        (out / f"{name}.h").write_text(text, encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Write the sine models' headers from the .tflite files.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the headers")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    export(FOLDER, out)


if __name__ == "__main__":
    main()
