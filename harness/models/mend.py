"""A mistake of old TFLite converters that today's LiteRT refuses.

Biases of depthwise convolutions were given the axis of their filter (3) as the quantized dimension, though
they have one axis. TFLM's ``person_detect.tflite`` is such a file.
"""

from __future__ import annotations

from typing import Any

MESSAGE = "quantized_dimension must be in range"


def mended(content: bytes) -> bytes:
    """``content`` with the quantized dimension of tensors of one axis set to the one that they have."""
    from harness.models.read import need

    schema, flatbuffers = need("ai_edge_litert.schema_py_generated"), need("flatbuffers")
    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            if tensor.quantization is not None and tensor.shape is not None and len(tensor.shape) == 1:
                tensor.quantization.quantizedDimension = 0
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
