"""Values out of the tables of a .tflite model, as the schema of ``ai-edge-litert`` unpacks them."""

from __future__ import annotations

from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped, unused-ignore]

from micro_tests.golden.tflite_writer import Array, Quantization

_DTYPES = {
    schema.TensorType.FLOAT32: np.float32,
    schema.TensorType.INT8: np.int8,
    schema.TensorType.INT32: np.int32,
}


def quantization_of(tensor: Any) -> Quantization | None:
    """The quantisation of a ``TensorT``; None for floats."""
    table = tensor.quantization
    if table is None or table.scale is None or len(table.scale) == 0:
        return None
    return Quantization(
        scales=tuple(float(scale) for scale in table.scale),
        zero_points=tuple(int(point) for point in table.zeroPoint),
        axis=int(table.quantizedDimension),
    )


def constant(model: Any, tensor: Any) -> Array:
    """The data of a constant ``TensorT`` of the ``ModelT``."""
    data: Array = np.frombuffer(bytes(model.buffers[tensor.buffer].data), dtype=_DTYPES[tensor.type])
    return data.reshape(tuple(tensor.shape))
