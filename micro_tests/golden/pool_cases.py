"""average_pool and max_pool."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from micro_tests.golden.headers import Case, Data, braces, quantization
from micro_tests.golden.reference import run_operator
from micro_tests.golden.tflite_writer import Op, Operator, Tensor, per_tensor
from micro_tests.golden.values import Activation, dyadic, rng, stored


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One case; input and output share the quantisation, which for int8 has ``scale``."""

    name: str
    int8: bool = False
    input_shape: tuple[int, int, int, int] = (1, 4, 4, 2)
    window: tuple[int, int] = (2, 2)
    stride: tuple[int, int] = (2, 2)
    same: bool = False
    activation: Activation = Activation.NONE
    scale: float = 0.09


def _both(name: str, **settings: Any) -> list[Spec]:
    return [Spec(name=name, **settings), Spec(name=name + "Quantized", int8=True, **settings)]


SPECS = [
    *_both("SimpleTest"),
    *_both("Relu", activation=Activation.RELU),
    *_both("Relu6", activation=Activation.RELU6),
    *_both("ReluN1To1", activation=Activation.RELU_N1_TO_1),
    *_both("SamePadding", window=(3, 3), stride=(1, 1), same=True, input_shape=(1, 3, 4, 1)),
    *_both("SamePaddingStride2", window=(3, 3), same=True, input_shape=(1, 5, 5, 1)),
    *_both("OverlappingWindows", window=(3, 2), stride=(1, 1), input_shape=(1, 4, 4, 1)),
    *_both("Global", window=(4, 4), stride=(1, 1)),
    *_both("TwoBatches", input_shape=(2, 4, 2, 3)),
]


def golden(op: Op, spec: Spec) -> Case:
    """The case with the reference interpreter's output."""
    random = rng(f"{op.name} {spec.name}")
    if spec.int8:
        values, scheme = (
            stored(random, spec.input_shape),
            per_tensor(spec.scale, int(random.randint(-30, 30))),
        )
    else:
        values, scheme = dyadic(random, spec.input_shape, limit=8.0), None
    dtype = np.int8 if spec.int8 else np.float32
    tensors = [
        Tensor(name="input", shape=spec.input_shape, dtype=dtype, quantization=scheme),
        Tensor(name="output", shape=(1,), dtype=dtype, quantization=scheme),
    ]
    options = {
        "fusedActivationFunction": spec.activation.schema,
        "padding": 0 if spec.same else 1,
        "strideH": spec.stride[0],
        "strideW": spec.stride[1],
        "filterHeight": spec.window[0],
        "filterWidth": spec.window[1],
    }
    output = run_operator(Operator(op=op, inputs=(0,), outputs=(1,), options=options), tensors, values)
    padding = "nn::Padding::kSame" if spec.same else "nn::Padding::kValid"
    return Case(
        name=spec.name,
        type=f"PoolCase<{'int8_t' if spec.int8 else 'float'}>",
        fields=(
            ("window", braces([*spec.window, *spec.stride, 1, 1, padding])),
            ("activation", spec.activation.cpp),
            ("quantization", quantization(scheme)),
            ("input_shape", braces(spec.input_shape)),
            ("input", Data(suffix="Input", values=values)),
            ("output_shape", braces(output.shape)),
            ("output", Data(suffix="Output", values=output)),
        ),
    )
