"""The layers of a network, forward and backward, on float32 arrays in NHWC order, in plain NumPy."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from micro_tests.golden.tflite_writer import Array


class Layer(Protocol):
    """One step of a network. A layer without weights has no parameters."""

    def initial(self, shape: tuple[int, ...], random: np.random.RandomState) -> tuple[Array, ...]:
        """Parameters at the start of a training, for inputs of ``shape`` without the batch."""

    def forward(self, parameters: tuple[Array, ...], inputs: Array) -> tuple[Array, Any]:
        """The outputs, and what :meth:`backward` needs to know of this pass."""

    def backward(
        self, parameters: tuple[Array, ...], memory: Any, slope: Array
    ) -> tuple[Array, tuple[Array, ...]]:
        """The gradient of the inputs and of the parameters, from that of the outputs."""


class Conv(msgspec.Struct, frozen=True, kw_only=True):
    """Convolution with TFLite's ``SAME`` padding, then ReLU.

    Parameters: filter ``[filters, size, size, channels]``, bias ``[filters]``.
    """

    filters: int
    stride: int = 1
    size: int = 3

    def initial(self, shape: tuple[int, ...], random: np.random.RandomState) -> tuple[Array, ...]:
        fan_in = self.size * self.size * shape[-1]
        filter_ = random.normal(0.0, np.sqrt(2.0 / fan_in), (self.filters, self.size, self.size, shape[-1]))
        return filter_.astype(np.float32), np.zeros(self.filters, np.float32)

    def padding(self, size: int) -> tuple[int, int]:
        """Zeros before and after an axis of ``size``; what is odd goes behind."""
        total = max((-(-size // self.stride) - 1) * self.stride + self.size - size, 0)
        return total // 2, total - total // 2

    def forward(self, parameters: tuple[Array, ...], inputs: Array) -> tuple[Array, Any]:
        filter_, bias = parameters
        pads = ((0, 0), self.padding(inputs.shape[1]), self.padding(inputs.shape[2]), (0, 0))
        padded = np.pad(inputs, pads)
        windows = sliding_window_view(padded, (self.size, self.size), axis=(1, 2))
        windows = windows[:, :: self.stride, :: self.stride].transpose(0, 1, 2, 4, 5, 3)
        columns = windows.reshape(-1, filter_[0].size)
        outputs = np.maximum(columns @ filter_.reshape(self.filters, -1).T + bias, 0.0)
        outputs = outputs.reshape(*windows.shape[:3], self.filters)
        return outputs, (columns, outputs, padded.shape, pads)

    def backward(
        self, parameters: tuple[Array, ...], memory: Any, slope: Array
    ) -> tuple[Array, tuple[Array, ...]]:
        filter_, _ = parameters
        columns, outputs, padded_shape, pads = memory
        slope = slope * (outputs > 0.0)
        flat = slope.reshape(-1, self.filters)
        of_filter = (flat.T @ columns).reshape(filter_.shape)
        of_columns = (flat @ filter_.reshape(self.filters, -1)).reshape(*slope.shape[:3], *filter_.shape[1:])
        of_padded = np.zeros(padded_shape, np.float32)
        height, width = (count * self.stride for count in slope.shape[1:3])
        for y in range(self.size):
            for x in range(self.size):
                place = of_padded[:, y : y + height : self.stride, x : x + width : self.stride]
                place += of_columns[:, : place.shape[1], : place.shape[2], y, x]
        (top, bottom), (left, right) = pads[1:3]
        of_inputs = of_padded[:, top : padded_shape[1] - bottom, left : padded_shape[2] - right]
        return of_inputs, (of_filter, flat.sum(axis=0))


class MaxPool(msgspec.Struct, frozen=True, kw_only=True):
    """The largest of each ``size`` x ``size`` square, which the image is a multiple of."""

    size: int = 2

    def initial(self, shape: tuple[int, ...], random: np.random.RandomState) -> tuple[Array, ...]:
        return ()

    def forward(self, parameters: tuple[Array, ...], inputs: Array) -> tuple[Array, Any]:
        squares = _squares(inputs, self.size)
        outputs = squares.max(axis=(2, 4))
        return outputs, (squares == outputs[:, :, None, :, None], inputs.shape)

    def backward(
        self, parameters: tuple[Array, ...], memory: Any, slope: Array
    ) -> tuple[Array, tuple[Array, ...]]:
        largest, shape = memory
        return (largest * slope[:, :, None, :, None]).reshape(shape), ()


class AveragePool(msgspec.Struct, frozen=True, kw_only=True):
    """The mean of each ``size`` x ``size`` square, which the image is a multiple of."""

    size: int

    def initial(self, shape: tuple[int, ...], random: np.random.RandomState) -> tuple[Array, ...]:
        return ()

    def forward(self, parameters: tuple[Array, ...], inputs: Array) -> tuple[Array, Any]:
        return _squares(inputs, self.size).mean(axis=(2, 4)), inputs.shape

    def backward(
        self, parameters: tuple[Array, ...], memory: Any, slope: Array
    ) -> tuple[Array, tuple[Array, ...]]:
        shared = np.repeat(np.repeat(slope, self.size, axis=1), self.size, axis=2)
        return shared / self.size**2, ()


class Dense(msgspec.Struct, frozen=True, kw_only=True):
    """Fully connected, no activation. Parameters: filter ``[outputs, inputs]``, bias ``[outputs]``."""

    outputs: int

    def initial(self, shape: tuple[int, ...], random: np.random.RandomState) -> tuple[Array, ...]:
        inputs = int(np.prod(shape))
        filter_ = random.normal(0.0, np.sqrt(1.0 / inputs), (self.outputs, inputs))
        return filter_.astype(np.float32), np.zeros(self.outputs, np.float32)

    def forward(self, parameters: tuple[Array, ...], inputs: Array) -> tuple[Array, Any]:
        flat = inputs.reshape(len(inputs), -1)
        return flat @ parameters[0].T + parameters[1], (flat, inputs.shape)

    def backward(
        self, parameters: tuple[Array, ...], memory: Any, slope: Array
    ) -> tuple[Array, tuple[Array, ...]]:
        flat, shape = memory
        return (slope @ parameters[0]).reshape(shape), (slope.T @ flat, slope.sum(axis=0))


def _squares(inputs: Array, size: int) -> Array:
    """``[batch, rows, size, columns, size, channels]``"""
    batch, height, width, channels = inputs.shape
    return inputs.reshape(batch, height // size, size, width // size, size, channels)
