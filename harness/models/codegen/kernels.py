"""What TVM is told to compute for the operators that TFLite defines bit by bit.

Each function returns a TE tensor. Filters keep TFLite's layout (``OHWI``), in which the innermost loop reads
both operands in order. int8 products are summed in int32 without offsets: the input's zero point is folded
into the bias, and padding is filled with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.model import Value

Requantize = Callable[[Any, Any], Any]  # (sum, output channel) -> stored value


class Window(Value, frozen=True, kw_only=True):
    """Where a filter reads: (height, width) pairs; ``before`` and ``after`` are padding."""

    filter: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int] = (1, 1)
    before: tuple[int, int] = (0, 0)
    after: tuple[int, int] = (0, 0)

    def output(self, axis: int, size: int) -> int:
        """Output positions along ``axis`` (0 height, 1 width) of an input of ``size``."""
        reach = self.dilation[axis] * (self.filter[axis] - 1) + 1
        return (size + self.before[axis] + self.after[axis] - reach) // self.stride[axis] + 1


def same_padding(size: int, filter_size: int, stride: int, dilation: int) -> tuple[int, int]:
    """Padding before and after for TFLite's ``SAME``: what is odd goes behind."""
    reach = dilation * (filter_size - 1) + 1
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def convolution(data: Any, weights: Any, bias: Any, window: Window, *, fill: int, finish: Requantize) -> Any:
    """(N, H, W, C) x (O, KH, KW, C / groups) + bias (O) -> (N, H', W', O)."""
    from tvm import te

    batch, height, width, channels = (int(size) for size in data.shape)
    outputs, filter_height, filter_width, depth = (int(size) for size in weights.shape)
    per_group = outputs // (channels // depth)
    padded = _padded(data, window, fill)
    wide = bias.dtype
    ky, kx = te.reduce_axis((0, filter_height), "ky"), te.reduce_axis((0, filter_width), "kx")
    kc = te.reduce_axis((0, depth), "kc")

    def product(n: Any, y: Any, x: Any, o: Any) -> Any:
        channel = kc if depth == channels else o // per_group * depth + kc
        value = padded[(n, *_position(window, y, ky, x, kx), channel)].astype(wide)
        return te.sum(value * weights[o, ky, kx, kc].astype(wide), axis=[ky, kx, kc])

    shape = (batch, window.output(0, height), window.output(1, width), outputs)
    total = te.compute(shape, product, "conv_sum")
    return te.compute(shape, lambda n, y, x, o: finish(total[n, y, x, o] + bias[o], o), "conv_out")


def depthwise(data: Any, weights: Any, bias: Any, window: Window, *, fill: int, finish: Requantize) -> Any:
    """(N, H, W, C) x (1, KH, KW, C * M) + bias (C * M) -> (N, H', W', C * M)."""
    from tvm import te

    batch, height, width, channels = (int(size) for size in data.shape)
    outputs = int(weights.shape[3])
    multiplier = outputs // channels
    padded = _padded(data, window, fill)
    wide = bias.dtype
    ky, kx = (te.reduce_axis((0, size), name) for size, name in zip(window.filter, ("ky", "kx"), strict=True))

    def product(n: Any, y: Any, x: Any, o: Any) -> Any:
        value = padded[(n, *_position(window, y, ky, x, kx), o // multiplier)].astype(wide)
        return te.sum(value * weights[0, ky, kx, o].astype(wide), axis=[ky, kx])

    shape = (batch, window.output(0, height), window.output(1, width), outputs)
    total = te.compute(shape, product, "depthwise_sum")
    return te.compute(shape, lambda n, y, x, o: finish(total[n, y, x, o] + bias[o], o), "depthwise_out")


def fully_connected(data: Any, weights: Any, bias: Any, *, finish: Requantize) -> Any:
    """(N, I) x (O, I) + bias (O) -> (N, O)."""
    from tvm import te

    k = te.reduce_axis((0, int(weights.shape[1])), "k")
    wide = bias.dtype
    shape = (int(data.shape[0]), int(weights.shape[0]))
    total = te.compute(
        shape,
        lambda n, o: te.sum(data[n, k].astype(wide) * weights[o, k].astype(wide), axis=k),
        "dense_sum",
    )
    return te.compute(shape, lambda n, o: finish(total[n, o] + bias[o], o), "dense_out")


def average_pool(data: Any, *, window: Window, low: int, high: int) -> Any:
    """int8 (N, H, W, C) -> (N, H', W', C): the mean of what lies inside, rounded away from zero."""
    from tvm import te, tirx

    batch, height, width, channels = (int(size) for size in data.shape)
    padded = _padded(data, window, 0)
    ky, kx = (te.reduce_axis((0, size), name) for size, name in zip(window.filter, ("ky", "kx"), strict=True))
    shape = (batch, window.output(0, height), window.output(1, width), channels)
    total = te.compute(
        shape,
        lambda n, y, x, c: te.sum(
            padded[(n, *_position(window, y, ky, x, kx), c)].astype("int32"), axis=[ky, kx]
        ),
        "pool_sum",
    )

    def inside(axis: int, position: Any, size: int) -> Any:
        first = position * window.stride[axis] - window.before[axis]
        return tirx.min(first + window.filter[axis], size) - tirx.max(first, 0)

    def mean(n: Any, y: Any, x: Any, c: Any) -> Any:
        count = (inside(0, y, height) * inside(1, x, width)).astype("int32")
        value = total[n, y, x, c]
        half = tirx.truncdiv(count, tirx.const(2, "int32"))
        rounded = tirx.Select(value > 0, value + half, value - half)
        return tirx.max(tirx.min(tirx.truncdiv(rounded, count), high), low).astype("int8")

    return te.compute(shape, mean, "pool_out")


def _position(window: Window, y: Any, ky: Any, x: Any, kx: Any) -> tuple[Any, Any]:
    return (
        y * window.stride[0] + ky * window.dilation[0],
        x * window.stride[1] + kx * window.dilation[1],
    )


def _padded(data: Any, window: Window, fill: int) -> Any:
    """``data`` with its border; itself where there is none."""
    from tvm import te, tirx

    if window.before == window.after == (0, 0):
        return data
    batch, height, width, channels = (int(size) for size in data.shape)
    (top, left), (bottom, right) = window.before, window.after
    border = tirx.const(fill, data.dtype)

    def value(n: Any, y: Any, x: Any, c: Any) -> Any:
        inside = tirx.all(y >= top, y < top + height, x >= left, x < left + width)
        return tirx.if_then_else(inside, data[n, y - top, x - left, c], border)

    return te.compute((batch, top + height + bottom, left + width + right, channels), value, "padded")
