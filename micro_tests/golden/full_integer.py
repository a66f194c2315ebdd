"""TFLite's full-integer post-training quantisation of layers with a filter."""

from __future__ import annotations

import msgspec
import numpy as np

from micro_tests.golden.tflite_writer import Array, Quantization, Tensor, per_channel
from micro_tests.golden.values import INT8_MAX


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Filter (output channels first) and bias of a layer, with their quantisation; None for float32."""

    filter: Array
    bias: Array
    filter_quantization: Quantization | None = None
    bias_quantization: Quantization | None = None

    def tensors(self, index: int) -> tuple[Tensor, Tensor]:
        """Both as constants of a model, for its layer number ``index``."""
        return (
            Tensor(
                name=f"filter{index}",
                shape=self.filter.shape,
                dtype=self.filter.dtype,
                quantization=self.filter_quantization,
                data=self.filter,
            ),
            Tensor(
                name=f"bias{index}",
                shape=self.bias.shape,
                dtype=self.bias.dtype,
                quantization=self.bias_quantization,
                data=self.bias,
            ),
        )


def float_weights(weight: Array, bias: Array) -> Weights:
    """The weights in float32."""
    return Weights(filter=weight.astype(np.float32), bias=bias.astype(np.float32))


def int8_weights(weight: Array, bias: Array, source: Quantization) -> Weights:
    """Symmetric int8 weights in [-127, 127] by output channel, int32 biases with the scale of their products.

    ``source`` is the quantisation of the layer's input.
    """
    by_channel = tuple(range(1, weight.ndim))
    filter_scheme = per_channel(list(np.abs(weight).max(axis=by_channel) / INT8_MAX))
    scales = np.array(filter_scheme.scales)
    spread = scales.reshape(-1, *(1 for _ in by_channel))
    bias_scheme = per_channel(list(scales * source.scales[0]))
    return Weights(
        filter=np.clip(np.round(weight / spread), -INT8_MAX, INT8_MAX).astype(np.int8),
        bias=np.round(bias / np.array(bias_scheme.scales)).astype(np.int32),
        filter_quantization=filter_scheme,
        bias_quantization=bias_scheme,
    )
