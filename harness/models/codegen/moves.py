"""Quantized operators that only move values: the stored integers go where the floats would go.

Where all tensors of such an operator share one quantization, ``apache-tvm`` 0.27 either refuses it or works
in float32 between ``dequantize`` and ``quantize``. On the integers as they are stored the result is the same
as TFLite's, bit by bit, and nothing is converted.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from tvm import relax
from tvm.relax.frontend.tflite.tflite_frontend import OperatorConverter

_PADS = ("PAD", "PADV2")
MOVES = (
    *("BATCH_TO_SPACE_ND", "BROADCAST_TO", "CONCATENATION", "DEPTH_TO_SPACE", "EXPAND_DIMS", "GATHER"),
    *("GATHER_ND", "MAXIMUM", "MAX_POOL_2D", "MINIMUM", "MIRROR_PAD", "PACK", "REDUCE_MAX", "REDUCE_MIN"),
    *("RESHAPE", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SELECT", "SELECT_V2", "SLICE", "SPACE_TO_DEPTH"),
    *("SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE", "TILE", "TRANSPOSE", "UNPACK"),
    *_PADS,
)


class MovingConverter(OperatorConverter):  # type: ignore[misc]
    """See :mod:`harness.models.codegen.moves`."""

    _THEIRS = OperatorConverter._SUPPORTED_QUANTIZED_OPS
    _SUPPORTED_QUANTIZED_OPS = _THEIRS | frozenset(MOVES)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._as_stored = False
        for name in MOVES:
            self.convert_map[name] = partial(self._move, name, self.convert_map[name])

    def get_tensors(self, tensors_idx_list: Any) -> Any:
        """As TVM's; without quantization while integers are only moved."""
        found = super().get_tensors(tensors_idx_list)
        if self._as_stored:
            for each in found:
                each.qnn_params = None
        return found

    def _move(self, name: str, theirs: Any, op: Any) -> Any:
        tensors = [*self.get_input_tensors(op), *self.get_output_tensors(op)]
        quantized = [each for each in tensors if each.qnn_params]
        if not quantized:
            return theirs(op=op)
        alike = len({_quantization(each) for each in quantized}) == 1
        if not alike or _has_activation(name, op):
            if name in self._THEIRS:
                return theirs(op=op)
            raise NotImplementedError(f"quantized {name} between tensors of different quantization")
        if name in _PADS:
            return self._pad(op)
        self._as_stored = True
        try:
            return theirs(op=op)
        finally:
            self._as_stored = False

    def _pad(self, op: Any) -> Any:
        """The padding is zero, or the value that is given: neither is a stored 0."""
        data, widths, *value = self.get_input_tensors(op)
        given = self.get_tensor_value(value[0]) if value else data.qnn_params["zero_point"].value.numpy()
        amounts = [int(each) for each in self.get_tensor_value(widths).reshape(-1)]
        return relax.op.nn.pad(self.get_tensor_expr(data), pad_width=amounts, pad_value=float(given.item()))


def _quantization(tensor: Any) -> tuple[bytes, bytes]:
    table = tensor.tensor.Quantization()
    return table.ScaleAsNumpy().tobytes(), table.ZeroPointAsNumpy().tobytes()


def _has_activation(name: str, op: Any) -> bool:
    """Whether values are changed as well, by an activation that is fused."""
    import tflite

    kinds = {"CONCATENATION": tflite.ConcatenationOptions, "MAX_POOL_2D": tflite.Pool2DOptions}
    if name not in kinds or op.BuiltinOptions() is None:
        return False
    options = kinds[name]()
    table = op.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    return bool(options.FusedActivationFunction())
