"""Builds a .tflite model from values, with the schema that ``ai-edge-litert`` ships.

Only what the kernel tests need: one subgraph, dense tensors, affine quantisation. Field meanings are
those of ``tensorflow/lite/schema/schema.fbs`` (schema version 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import flatbuffers  # type: ignore[import-untyped, unused-ignore]
import msgspec
import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray

Array = NDArray[Any]

SCHEMA_VERSION = 3
FILE_IDENTIFIER = b"TFL3"

_TENSOR_TYPES = {
    np.dtype(np.float32): schema.TensorType.FLOAT32,
    np.dtype(np.int8): schema.TensorType.INT8,
    np.dtype(np.int32): schema.TensorType.INT32,
}


class Quantization(msgspec.Struct, frozen=True, kw_only=True):
    """``real = scale * (stored - zero_point)``; several scales mean one per index along ``axis``."""

    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    axis: int = 0


def per_tensor(scale: float, zero_point: int = 0) -> Quantization:
    """One scale for the whole tensor, rounded to float32 as the file stores it."""
    return Quantization(scales=(float(np.float32(scale)),), zero_points=(zero_point,))


def per_channel(scales: Sequence[float], axis: int = 0) -> Quantization:
    """One scale per index along ``axis``; such tensors are symmetric, so all zero points are 0."""
    rounded = tuple(float(np.float32(scale)) for scale in scales)
    return Quantization(scales=rounded, zero_points=(0,) * len(rounded), axis=axis)


class Tensor(msgspec.Struct, frozen=True, kw_only=True):
    """A tensor of the model; ``data`` is given for constants only."""

    name: str
    shape: tuple[int, ...]
    dtype: Any
    quantization: Quantization | None = None
    data: Array | None = None


class Op(IntEnum):
    """The operators used here, with the numbers of ``BuiltinOperator`` in the schema."""

    ADD = 0
    AVERAGE_POOL_2D = 1
    CONCATENATION = 2
    CONV_2D = 3
    DEPTHWISE_CONV_2D = 4
    DEQUANTIZE = 6
    FULLY_CONNECTED = 9
    L2_NORMALIZATION = 11
    LOGISTIC = 14
    MAX_POOL_2D = 17
    MUL = 18
    RESHAPE = 22
    SOFTMAX = 25
    PAD = 34
    TRANSPOSE = 39
    SUB = 41
    STRIDED_SLICE = 45
    MAXIMUM = 55
    QUANTIZE = 114


# The lowest version of each operator that has both float32 and int8 (per channel where there are filters).
_VERSIONS = {
    Op.ADD: 2,
    Op.AVERAGE_POOL_2D: 2,
    Op.CONCATENATION: 2,
    Op.CONV_2D: 3,
    Op.DEPTHWISE_CONV_2D: 3,
    Op.DEQUANTIZE: 2,
    Op.FULLY_CONNECTED: 4,
    Op.L2_NORMALIZATION: 2,
    Op.LOGISTIC: 2,
    Op.MAX_POOL_2D: 2,
    Op.MUL: 2,
    Op.RESHAPE: 1,
    Op.SOFTMAX: 2,
    Op.PAD: 2,
    Op.TRANSPOSE: 2,
    Op.SUB: 2,
    Op.STRIDED_SLICE: 2,
    Op.MAXIMUM: 2,
    Op.QUANTIZE: 2,
}

# Operators without options of their own (their options table is empty or optional).
_OPTIONS = {
    Op.ADD: "AddOptions",
    Op.AVERAGE_POOL_2D: "Pool2DOptions",
    Op.CONCATENATION: "ConcatenationOptions",
    Op.CONV_2D: "Conv2DOptions",
    Op.DEPTHWISE_CONV_2D: "DepthwiseConv2DOptions",
    Op.L2_NORMALIZATION: "L2NormOptions",
    Op.FULLY_CONNECTED: "FullyConnectedOptions",
    Op.MAX_POOL_2D: "Pool2DOptions",
    Op.MUL: "MulOptions",
    Op.SOFTMAX: "SoftmaxOptions",
    Op.STRIDED_SLICE: "StridedSliceOptions",
    Op.SUB: "SubOptions",
}


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """One node: tensor indices in and out, and the fields of its options table by schema name."""

    op: Op
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: dict[str, Any] = {}


def _tensor(tensor: Tensor, buffer: int) -> Any:
    table = schema.TensorT()
    table.name = tensor.name
    table.shape = list(tensor.shape)
    table.type = _TENSOR_TYPES[np.dtype(tensor.dtype)]
    table.buffer = buffer
    if tensor.quantization is not None:
        table.quantization = schema.QuantizationParametersT()
        table.quantization.scale = list(tensor.quantization.scales)
        table.quantization.zeroPoint = list(tensor.quantization.zero_points)
        table.quantization.quantizedDimension = tensor.quantization.axis
    return table


def _operator(operator: Operator, code_index: int) -> Any:
    table = schema.OperatorT()
    table.opcodeIndex = code_index
    table.inputs = list(operator.inputs)
    table.outputs = list(operator.outputs)
    kind = _OPTIONS.get(operator.op)
    if kind is not None:
        table.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        table.builtinOptions = getattr(schema, f"{kind}T")()
        for field, value in operator.options.items():
            if not hasattr(table.builtinOptions, field):
                raise AttributeError(f"{kind} has no field {field!r}")
            setattr(table.builtinOptions, field, value)
    return table


def build_model(
    tensors: Sequence[Tensor],
    inputs: Sequence[int],
    outputs: Sequence[int],
    operators: Sequence[Operator],
    description: str = "",
) -> bytes:
    """The model as the bytes of a .tflite file. Buffer 0 is the empty one that the schema demands."""
    model = schema.ModelT()
    model.version = SCHEMA_VERSION
    model.description = description
    model.buffers = [schema.BufferT()]
    graph = schema.SubGraphT()
    graph.name = "main"
    graph.inputs, graph.outputs = list(inputs), list(outputs)
    graph.tensors, graph.operators, model.operatorCodes = [], [], []
    for tensor in tensors:
        index = 0
        if tensor.data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(tensor.data).tobytes(), dtype=np.uint8)
            model.buffers.append(buffer)
            index = len(model.buffers) - 1
        graph.tensors.append(_tensor(tensor, index))
    codes = sorted({operator.op for operator in operators})
    for op in codes:
        code = schema.OperatorCodeT()
        code.builtinCode = int(op)
        code.deprecatedBuiltinCode = min(int(op), 127)
        code.version = _VERSIONS[op]
        model.operatorCodes.append(code)
    graph.operators = [_operator(operator, codes.index(operator.op)) for operator in operators]
    model.subgraphs = [graph]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())
