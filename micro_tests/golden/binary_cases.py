"""add and mul, with and without broadcasting."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from micro_tests.golden.headers import Case, Data, braces, quantization
from micro_tests.golden.reference import run_operator
from micro_tests.golden.tflite_writer import Array, Op, Operator, Quantization, Tensor, per_tensor
from micro_tests.golden.values import Activation, dequantized, dyadic, fitting, rng, stored

Shape = tuple[int, int, int, int]


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One case; ``ratio`` is the second operand's scale over the first's, ``share`` < 1 saturates."""

    name: str
    int8: bool = False
    a_shape: Shape = (1, 2, 3, 2)
    b_shape: Shape = (1, 2, 3, 2)
    activation: Activation = Activation.NONE
    ratio: float = 0.7
    share: float = 1.0
    extremes: bool = False


def _both(name: str, **settings: Any) -> list[Spec]:
    return [Spec(name=name, **settings), Spec(name=name + "Quantized", int8=True, **settings)]


SPECS = [
    *_both("SimpleTest"),
    *_both("Relu", activation=Activation.RELU),
    *_both("Relu6", activation=Activation.RELU6),
    *_both("ReluN1To1", activation=Activation.RELU_N1_TO_1),
    *_both("BroadcastScalar", b_shape=(1, 1, 1, 1)),
    *_both("BroadcastFirstOperand", a_shape=(1, 1, 1, 2)),
    *_both("BroadcastBoth", a_shape=(1, 2, 1, 2), b_shape=(2, 1, 3, 1)),
    Spec(name="SaturatesQuantized", int8=True, share=0.4, a_shape=(1, 4, 4, 2), b_shape=(1, 4, 4, 2)),
    Spec(name="ExtremesQuantized", int8=True, extremes=True),
    Spec(
        name="VeryUnequalScalesQuantized", int8=True, ratio=0.001, a_shape=(1, 4, 4, 1), b_shape=(1, 4, 4, 1)
    ),
]


def _run(
    op: Op, spec: Spec, operands: tuple[Array, Array], schemes: tuple[Quantization | None, ...]
) -> Array:
    dtype = operands[0].dtype
    tensors = [
        Tensor(name="a", shape=spec.a_shape, dtype=dtype, quantization=schemes[0]),
        Tensor(name="b", shape=spec.b_shape, dtype=dtype, quantization=schemes[1]),
        Tensor(name="output", shape=(1,), dtype=dtype, quantization=schemes[2]),
    ]
    options = {"fusedActivationFunction": spec.activation.schema}
    operator = Operator(op=op, inputs=(0, 1), outputs=(2,), options=options)
    return run_operator(operator, tensors, *operands)


def _stored_operands(spec: Spec, random: np.random.RandomState) -> tuple[Array, Array]:
    if not spec.extremes:
        return stored(random, spec.a_shape), stored(random, spec.b_shape)
    corners = np.array([-128, -127, -1, 0, 1, 127], dtype=np.int8)
    a = np.resize(corners, spec.a_shape)
    return a, np.roll(a.ravel(), 1).reshape(spec.b_shape)


def golden(op: Op, spec: Spec) -> Case:
    """The case with the reference interpreter's output."""
    random = rng(f"{op.name} {spec.name}")
    a_scheme = b_scheme = output_scheme = None
    if spec.int8:
        a, b = _stored_operands(spec, random)
        scale = random.uniform(0.02, 0.06)
        a_scheme = per_tensor(scale, int(random.randint(-30, 30)))
        b_scheme = per_tensor(scale * spec.ratio, int(random.randint(-30, 30)))
        real = _run(op, spec, (dequantized(a, a_scheme), dequantized(b, b_scheme)), (None, None, None))
        output_scheme = fitting(real, share=spec.share)
    else:
        a, b = dyadic(random, spec.a_shape, limit=4.0), dyadic(random, spec.b_shape, limit=4.0)
    output = _run(op, spec, (a, b), (a_scheme, b_scheme, output_scheme))
    return Case(
        name=spec.name,
        type=f"BinaryCase<{'int8_t' if spec.int8 else 'float'}>",
        fields=(
            ("activation", spec.activation.cpp),
            ("a_shape", braces(spec.a_shape)),
            ("a_quantization", quantization(a_scheme)),
            ("a", Data(suffix="A", values=a)),
            ("b_shape", braces(spec.b_shape)),
            ("b_quantization", quantization(b_scheme)),
            ("b", Data(suffix="B", values=b)),
            ("output_shape", braces(output.shape)),
            ("output_quantization", quantization(output_scheme)),
            ("output", Data(suffix="Output", values=output)),
        ),
    )
