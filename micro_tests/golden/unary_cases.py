"""softmax, logistic, quantize, requantize and dequantize: element- or row-wise operators of one input."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from micro_tests.golden.headers import Case, Data, number, quantization
from micro_tests.golden.reference import run_operator
from micro_tests.golden.tflite_writer import Array, Op, Operator, Quantization, Tensor, per_tensor
from micro_tests.golden.values import rng, stored, uniform

# TFLite fixes the quantisation of what softmax and logistic give.
PROBABILITY = per_tensor(1 / 256, -128)
ALL_INT8 = np.arange(-128, 128, dtype=np.int8).reshape(1, 256)


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One case; the types follow from the quantisations: none means float32."""

    name: str
    input: Array
    input_quantization: Quantization | None = None
    output_quantization: Quantization | None = None
    beta: float = 0.0


def _rows(name: str, shape: tuple[int, int], *, limit: float = 2.0) -> Array:
    return uniform(rng(name), shape, limit=limit)


def _row(*values: float) -> Array:
    return np.array([values], dtype=np.float32)


def softmax() -> list[Spec]:
    """Rows of several lengths, temperatures and ranges."""

    def int8(name: str, shape: tuple[int, int], scale: float, beta: float = 1.0, **given: Any) -> Spec:
        values = given.get("input", stored(rng(f"softmax {name}"), shape))
        scheme = per_tensor(scale, 5)
        return Spec(
            name=name, input=values, input_quantization=scheme, output_quantization=PROBABILITY, beta=beta
        )

    equal = np.full((1, 4), 7, dtype=np.int8)
    extremes = np.array([[-128, 127, -128, 126]], dtype=np.int8)
    return [
        Spec(name="SimpleTest", input=_rows("softmax", (1, 5)), beta=1.0),
        Spec(name="TwoRows", input=_rows("softmax two", (2, 5)), beta=1.0),
        Spec(name="Beta", input=_rows("softmax beta", (2, 4)), beta=0.25),
        Spec(name="OneElement", input=_row(3.25), beta=1.0),
        Spec(name="LargeInputsDoNotOverflow", input=_row(1000.0, 999.0, -1000.0), beta=1.0),
        Spec(name="EqualInputs", input=_row(-2.0, -2.0, -2.0, -2.0), beta=1.0),
        int8("SimpleTestQuantized", (1, 5), 0.05),
        int8("ManyRowsQuantized", (6, 10), 0.1),
        int8("BetaQuantized", (2, 8), 0.3, 0.5),
        int8("CoarseScaleQuantized", (2, 8), 1.0),
        int8("EqualInputsQuantized", (1, 4), 0.1, input=equal),
        int8("ExtremesQuantized", (1, 4), 0.02, input=extremes),
    ]


def logistic() -> list[Spec]:
    """Floats over the range where it saturates, and every int8 value at three scales."""

    def all_values(name: str, scale: float, zero_point: int) -> Spec:
        scheme = per_tensor(scale, zero_point)
        return Spec(name=name, input=ALL_INT8, input_quantization=scheme, output_quantization=PROBABILITY)

    return [
        Spec(name="SimpleTest", input=_row(1.0, 2.0, 3.0, 4.0, 5.0, -1.0, -2.0, -3.0, -4.0, -5.0)),
        Spec(name="AroundZero", input=_row(0.0, 1e-6, -1e-6, 0.125, -0.125)),
        Spec(name="Saturates", input=_row(20.0, 40.0, 80.0, 1000.0, -20.0, -40.0, -80.0, -1000.0)),
        Spec(name="RandomInputs", input=_rows("logistic", (1, 24), limit=8.0)),
        all_values("FineScaleQuantized", 0.02, 0),
        all_values("MiddleScaleQuantized", 0.0625, -10),
        all_values("CoarseScaleQuantized", 0.5, 20),
    ]


def quantize() -> list[Spec]:
    """Ties, ends and zero points."""

    def to_int8(name: str, values: Array, scale: float, zero_point: int) -> Spec:
        return Spec(name=name, input=values, output_quantization=per_tensor(scale, zero_point))

    ties = _row(0.25, 0.75, 1.25, 1.75, -0.25, -0.75, -1.25, -1.75)
    return [
        to_int8("SimpleTest", _row(-63.5, -63.0, -62.5, -62.0, -61.5, 62.0, 62.5, 63.0, 63.5, 64.0), 0.5, -1),
        to_int8("TiesGoAwayFromZero", ties, 0.5, 0),
        to_int8("Saturates", _row(127.0, 128.0, 1e9, -128.0, -129.0, -1e9), 1.0, 0),
        to_int8("LowestZeroPoint", _row(0.0, 0.5, 12.75, 25.5, 26.0, -0.1), 0.1, -128),
        to_int8("HighestZeroPoint", _row(0.0, -0.5, -12.75, -25.5, -26.0, 0.1), 0.1, 127),
        to_int8("TinyScale", _row(1e-6, 2e-6, -3.3e-5, 1e-4), 1e-6, 3),
        to_int8("LargeScale", _row(100.0, -5000.0, 6400.0, 1e4), 100.0, 3),
        to_int8("RandomInputs", _rows("quantize", (1, 40), limit=5.0), 0.037, 7),
    ]


def requantize() -> list[Spec]:
    """Every int8 value from one quantisation to another."""

    def all_values(name: str, before: tuple[float, int], after: tuple[float, int]) -> Spec:
        source, target = per_tensor(*before), per_tensor(*after)
        return Spec(name=name, input=ALL_INT8, input_quantization=source, output_quantization=target)

    return [
        all_values("SameScale", (0.5, 0), (0.5, 0)),
        all_values("ZeroPointOnly", (0.5, 10), (0.5, -20)),
        all_values("HalfTheScaleSaturates", (0.5, 0), (0.25, 0)),
        all_values("TwiceTheScaleRoundsTies", (0.5, 0), (1.0, 0)),
        all_values("Finer", (0.11, 3), (0.07, -5)),
        all_values("Coarser", (0.013, -7), (0.4, 11)),
        all_values("MuchCoarserGivesZeroPoint", (0.0001, 0), (1.0, 42)),
        all_values("MuchFinerGivesEnds", (1.0, 1), (0.001, 0)),
    ]


def dequantize() -> list[Spec]:
    """Every int8 value at several scales."""

    def all_values(name: str, scale: float, zero_point: int) -> Spec:
        return Spec(name=name, input=ALL_INT8, input_quantization=per_tensor(scale, zero_point))

    return [
        all_values("SimpleTest", 0.5, -1),
        all_values("LowestZeroPoint", 0.1, -128),
        all_values("HighestZeroPoint", 0.1, 127),
        all_values("ProbabilityScale", 1 / 256, -128),
        all_values("TinyScale", 1e-6, 3),
        all_values("LargeScale", 1234.5, 0),
    ]


def golden(op: Op, spec: Spec) -> Case:
    """The case with the reference interpreter's output."""
    types = [
        np.float32 if q is None else np.int8 for q in (spec.input_quantization, spec.output_quantization)
    ]
    tensors = [
        Tensor(name="input", shape=spec.input.shape, dtype=types[0], quantization=spec.input_quantization),
        Tensor(name="output", shape=spec.input.shape, dtype=types[1], quantization=spec.output_quantization),
    ]
    options = {"beta": spec.beta} if op is Op.SOFTMAX else {}
    output = run_operator(Operator(op=op, inputs=(0,), outputs=(1,), options=options), tensors, spec.input)
    names = ["float" if kind is np.float32 else "int8_t" for kind in types]
    return Case(
        name=spec.name,
        type=f"UnaryCase<{names[0]}, {names[1]}>",
        fields=(
            ("rows", str(spec.input.shape[0])),
            ("depth", str(spec.input.shape[1])),
            ("beta", number(np.float32(spec.beta))),
            ("input_quantization", quantization(spec.input_quantization)),
            ("input", Data(suffix="Input", values=spec.input)),
            ("output_quantization", quantization(spec.output_quantization)),
            ("output", Data(suffix="Output", values=output)),
        ),
    )
