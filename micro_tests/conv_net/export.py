"""A .tflite model that is a chain of layers, as C++ constants for micro_tests/conv_net/network.h."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped, unused-ignore]

from micro_tests.golden.headers import Case, Data, Place, braces, header, quantization
from micro_tests.golden.reference import run_model
from micro_tests.golden.tflite_reader import constant, quantization_of
from micro_tests.golden.tflite_writer import Array, Op, Quantization
from micro_tests.golden.values import Activation

_KINDS = {
    Op.CONV_2D: "kConv",
    Op.MAX_POOL_2D: "kMaxPool",
    Op.AVERAGE_POOL_2D: "kAveragePool",
    Op.FULLY_CONNECTED: "kFullyConnected",
}
_PADDINGS = {schema.Padding.SAME: "kSame", schema.Padding.VALID: "kValid"}


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One operator as the file has it. ``window`` is the initialiser of an ``nn::Window``."""

    kind: str
    window: str
    activation: Activation
    filter: Array | None
    bias: Array | None
    filter_quantization: Quantization | None
    shapes: tuple[tuple[int, ...], tuple[int, ...]]  # of input and output
    quantizations: tuple[Quantization | None, Quantization | None]


class Outputs(msgspec.Struct, frozen=True, kw_only=True):
    """What the reference interpreter gives for images, and how many of them it classifies rightly."""

    values: Array  # [images, classes]
    correct: int


def read_layers(model: bytes) -> Iterator[Layer]:
    """The layers of ``model`` in order."""
    table = schema.ModelT.InitFromPackedBuf(model, 0)
    graph = table.subgraphs[0]
    activations = {activation.schema: activation for activation in Activation}
    for operator in graph.operators:
        op = Op(table.operatorCodes[operator.opcodeIndex].builtinCode)
        source, *constants = (graph.tensors[index] for index in operator.inputs)
        target = graph.tensors[operator.outputs[0]]
        options = operator.builtinOptions
        filter_, bias = (constant(table, each) for each in constants) if constants else (None, None)
        yield Layer(
            kind=_KINDS[op],
            window=_window(op, options, filter_),
            activation=activations[getattr(options, "fusedActivationFunction", Activation.NONE.schema)],
            filter=filter_,
            bias=bias,
            filter_quantization=quantization_of(constants[0]) if constants else None,
            shapes=(tuple(source.shape), tuple(target.shape)),
            quantizations=(quantization_of(source), quantization_of(target)),
        )


def outputs(model: bytes, inputs: Array, labels: Array) -> Outputs:
    """What the reference interpreter makes of ``inputs``, one image after the other."""
    values = np.concatenate([run_model(model, image[None]) for image in inputs])
    return Outputs(values=values, correct=int((values.argmax(axis=1) == labels).sum()))


def model_header(name: str, model: bytes, golden: Outputs, place: Place, *, shown: int | None = None) -> str:
    """The header of a model: its layers, and the outputs of the first ``shown`` images (None: of all)."""
    layers = list(read_layers(model))
    kind = "int8_t" if golden.values.dtype == np.int8 else "float"
    values = golden.values[:shown]
    names = ", ".join(f"kLayer{index}" for index in range(len(layers)))
    cases = [
        *(_layer_case(index, layer, kind) for index, layer in enumerate(layers)),
        Case(
            name="Network",
            type=f"conv_net::Network<{kind}, {len(layers)}>",
            fields=(("layers", "{" + names + "}"),),
        ),
        Case(
            name="Golden",
            type=f"conv_net::Golden<{kind}>",
            fields=(
                ("images", str(len(golden.values))),
                ("correct", str(golden.correct)),
                ("shown", str(len(values))),
                ("outputs", Data(suffix="Outputs", values=values)),
            ),
        ),
    ]
    return header(name, cases, place)


def _layer_case(index: int, layer: Layer, kind: str) -> Case:
    scales = layer.filter_quantization
    return Case(
        name=f"Layer{index}",
        type=f"conv_net::Layer<{kind}>",
        fields=(
            ("kind", f"conv_net::Kind::{layer.kind}"),
            ("window", layer.window),
            ("activation", layer.activation.cpp),
            ("input_shape", _shape(layer.shapes[0], dense=layer.kind == "kFullyConnected")),
            ("input_quantization", quantization(layer.quantizations[0])),
            (
                "filter_scales",
                Data(suffix="FilterScales", values=np.array(scales.scales, np.float32) if scales else None),
            ),
            ("filter", Data(suffix="Filter", values=layer.filter)),
            ("bias", Data(suffix="Bias", values=layer.bias)),
            ("output_shape", _shape(layer.shapes[1])),
            ("output_quantization", quantization(layer.quantizations[1])),
        ),
    )


def _shape(shape: tuple[int, ...], *, dense: bool = False) -> str:
    """An ``nn::Shape``; a dense layer takes an image as one row."""
    if dense:
        shape = (shape[0], int(np.prod(shape[1:])))
    return braces((1,) * (4 - len(shape)) + shape if len(shape) < 4 else shape)


def _window(op: Op, options: Any, filter_: Array | None) -> str:
    """An ``nn::Window``; 1x1 for layers that have none."""
    if op is Op.CONV_2D:
        assert filter_ is not None
        numbers = [*filter_.shape[1:3], options.strideH, options.strideW]
        numbers += [options.dilationHFactor, options.dilationWFactor]
    elif op in (Op.MAX_POOL_2D, Op.AVERAGE_POOL_2D):
        numbers = [options.filterHeight, options.filterWidth, options.strideH, options.strideW, 1, 1]
    else:
        return "{1, 1, 1, 1, 1, 1, nn::Padding::kValid}"
    return "{" + ", ".join(map(str, numbers)) + f", nn::Padding::{_PADDINGS[options.padding]}" + "}"
