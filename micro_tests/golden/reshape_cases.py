"""reshape: the reference interpreter resolves the shape and copies the data."""

from __future__ import annotations

import msgspec
import numpy as np

from micro_tests.golden.headers import Case, Data, braces
from micro_tests.golden.reference import run_operator
from micro_tests.golden.tflite_writer import Op, Operator, Tensor, per_tensor
from micro_tests.golden.values import dyadic, rng, stored


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One case; ``requested`` may hold one -1."""

    name: str
    int8: bool = False
    shape: tuple[int, ...]
    requested: tuple[int, ...]


SPECS = [
    Spec(name="Flatten", shape=(1, 2, 3, 2), requested=(12,)),
    Spec(name="FlattenStretched", shape=(1, 2, 3, 2), requested=(-1,)),
    Spec(name="StretchedMiddle", shape=(2, 12), requested=(2, -1, 3)),
    Spec(name="StretchedToOne", shape=(4, 6), requested=(4, 6, -1)),
    Spec(name="MoreDimensions", shape=(8,), requested=(1, 2, 1, 2, 2)),
    Spec(name="ToScalar", shape=(1, 1, 1), requested=()),
    Spec(name="FlattenQuantized", int8=True, shape=(1, 2, 3, 2), requested=(12,)),
    Spec(name="StretchedQuantized", int8=True, shape=(3, 5), requested=(5, -1)),
]


def _dimensions(shape: tuple[int, ...]) -> str:
    return "{" + f"{len(shape)}, {braces(shape)}" + "}"


def golden(spec: Spec) -> Case:
    """The case with the reference interpreter's output."""
    random = rng(f"reshape {spec.name}")
    values = stored(random, spec.shape) if spec.int8 else dyadic(random, spec.shape)
    scheme = per_tensor(0.1, 3) if spec.int8 else None
    wanted = np.array(spec.requested, dtype=np.int32)
    tensors = [
        Tensor(name="input", shape=spec.shape, dtype=values.dtype, quantization=scheme),
        Tensor(name="shape", shape=wanted.shape, dtype=np.int32, data=wanted),
        Tensor(name="output", shape=(1,), dtype=values.dtype, quantization=scheme),
    ]
    output = run_operator(Operator(op=Op.RESHAPE, inputs=(0, 1), outputs=(2,)), tensors, values)
    return Case(
        name=spec.name,
        type=f"ReshapeCase<{'int8_t' if spec.int8 else 'float'}>",
        fields=(
            ("input_shape", _dimensions(spec.shape)),
            ("input", Data(suffix="Input", values=values)),
            ("requested", _dimensions(spec.requested)),
            ("output_shape", _dimensions(output.shape)),
            ("output", Data(suffix="Output", values=output)),
        ),
    )
