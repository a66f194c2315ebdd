"""TVM's TFLite importer with integer arithmetic where TFLite defines it.

``apache-tvm`` 0.27 imports quantized convolutions as float ones between ``dequantize`` and ``quantize``,
which makes the weights four times as large, and it refuses what real models have: a bias of one channel, a
fully connected layer behind a convolution. Here the operators below compute what TFLite's reference kernels
compute, bit by bit, on the weights as the file has them. What only moves values is in
:mod:`harness.models.codegen.moves`. Other quantized operators stay as TVM imports them: in float32 between
``dequantize`` and ``quantize``, at most one step off.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from tvm import relax, tirx

from harness.models.codegen import kernels
from harness.models.codegen.fixed_point import ONCE, TWICE, quantize_multiplier, rescale
from harness.models.codegen.kernels import Window
from harness.models.codegen.moves import MovingConverter

_RELU, _RELU_N1_TO_1, _RELU6 = 1, 2, 3  # ActivationFunctionType
_SAME = 0  # Padding


class Converter(MovingConverter):
    """See :mod:`harness.models.codegen.converter`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        own = {
            "CONV_2D": self._conv,
            "DEPTHWISE_CONV_2D": self._conv,
            "FULLY_CONNECTED": self._dense,
            "AVERAGE_POOL_2D": self._average_pool,
            "ADD": partial(self._two_operands, partial(self._sum, 1)),
            "SUB": partial(self._two_operands, partial(self._sum, -1)),
            "MUL": partial(self._two_operands, self._product),
        }
        for name, convert in own.items():
            self.convert_map[name] = partial(self._own, name, convert, self.convert_map[name])

    def _own(self, name: str, convert: Any, theirs: Any, op: Any) -> Any:
        """``convert`` where all is int8 or float32 with weights known, else TVM's own."""
        inputs, outputs = self.get_input_tensors(op), self.get_output_tensors(op)
        types = {self.get_tensor_type_str(each.tensor.Type()) for each in (inputs[0], *outputs)}
        quantized = all(each.qnn_params for each in (*inputs[:2], *outputs))
        filters = name in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
        if filters and self.has_expr(inputs[1].tensor_idx):
            return theirs(op=op)
        if types == {"int8"} and quantized:
            return convert(name, op, inputs, outputs[0])
        if types == {"float32"} and filters and not inputs[1].qnn_params:
            return convert(name, op, inputs, outputs[0])
        return theirs(op=op)

    def _conv(self, name: str, op: Any, inputs: list[Any], output: Any) -> Any:
        import tflite

        is_depthwise = name == "DEPTHWISE_CONV_2D"
        options = _options(op, tflite.DepthwiseConv2DOptions if is_depthwise else tflite.Conv2DOptions)
        weights = self.get_tensor_value(inputs[1])
        dilation = options.DilationHFactor(), options.DilationWFactor()
        window = self._window(inputs[0], weights.shape[1:3], options, dilation)
        axis = 3 if is_depthwise else 0
        bias, finish, tables = self._epilogue(
            inputs, output, weights, axis, options.FusedActivationFunction()
        )
        compute = kernels.depthwise if is_depthwise else kernels.convolution
        te = partial(compute, window=window, fill=_zero_point(inputs[0]))
        return self._call(
            name, te, finish, tables, self.get_tensor_expr(inputs[0]), relax.const(weights), bias
        )

    def _dense(self, name: str, op: Any, inputs: list[Any], output: Any) -> Any:
        import tflite

        options = _options(op, tflite.FullyConnectedOptions)
        weights = self.get_tensor_value(inputs[1])
        activation = options.FusedActivationFunction()
        bias, finish, tables = self._epilogue(inputs, output, weights, 0, activation, rounding=ONCE)
        data = self.get_tensor_expr(inputs[0])
        shape = [int(size) for size in self.get_tensor_shape(inputs[0])]
        if len(shape) != 2 or shape[1] != weights.shape[1]:
            flat_shape = (int(np.prod(shape)) // weights.shape[1], weights.shape[1])
            data = self.bb.normalize(relax.op.reshape(data, flat_shape))
        result = self._call(name, kernels.fully_connected, finish, tables, data, relax.const(weights), bias)
        wanted = [int(size) for size in self.get_tensor_shape(output)]
        flat = [int(np.prod(shape)) // weights.shape[1], weights.shape[0]]
        return result if wanted == flat else relax.op.reshape(self.bb.normalize(result), wanted)

    def _average_pool(self, name: str, op: Any, inputs: list[Any], output: Any) -> Any:
        import tflite

        options = _options(op, tflite.Pool2DOptions)
        size = options.FilterHeight(), options.FilterWidth()
        window = self._window(inputs[0], size, options, (1, 1))
        low, high = _range(output, options.FusedActivationFunction())
        data = self.get_tensor_expr(inputs[0])
        te = partial(kernels.average_pool, window=window, low=low, high=high)
        return self.bb.call_te(te, data, primfunc_name_hint=name.lower())

    def _two_operands(self, combine: Any, name: str, op: Any, inputs: list[Any], output: Any) -> Any:
        """Integer ADD, SUB and MUL of TFLite, with broadcasting."""
        import tflite

        kinds = {"ADD": tflite.AddOptions, "SUB": tflite.SubOptions, "MUL": tflite.MulOptions}
        options = _options(op, kinds[name])
        limits = _range(output, options.FusedActivationFunction())
        values = [self.get_tensor_expr(each) for each in inputs]
        te = combine(*(_scale_of(each) for each in (*inputs, output)), limits)
        return self.bb.call_te(te, *values, primfunc_name_hint=name.lower())

    @staticmethod
    def _sum(sign: int, first: Any, second: Any, output: Any, limits: tuple[int, int]) -> Any:
        """TFLite's ``AddElementwise``, or its ``SubElementwise``: operands on one scale of 20 extra bits."""
        from tvm import topi

        (scale_1, zero_1), (scale_2, zero_2), (scale_out, zero_out) = first, second, output
        twice = 2.0 * max(scale_1, scale_2)
        factors = [quantize_multiplier(scale / twice) for scale in (scale_1, scale_2)]
        final = quantize_multiplier(twice / ((1 << 20) * scale_out))

        def te(a: Any, b: Any) -> Any:
            def wide(each: Any, zero: int, factor: tuple[int, int]) -> Any:
                shift = tirx.const(20, "int32")
                return _map(each, lambda x: rescale((x.astype("int32") - zero) << shift, *factor))

            combine = topi.add if sign > 0 else topi.subtract
            total = combine(wide(a, zero_1, factors[0]), wide(b, zero_2, factors[1]))
            return _map(total, lambda x: _stored(rescale(x, *final) + zero_out, limits))

        return te

    @staticmethod
    def _product(first: Any, second: Any, output: Any, limits: tuple[int, int]) -> Any:
        """TFLite's ``MulElementwise``."""
        from tvm import topi

        (scale_1, zero_1), (scale_2, zero_2), (scale_out, zero_out) = first, second, output
        final = quantize_multiplier(scale_1 * scale_2 / scale_out)

        def te(a: Any, b: Any) -> Any:
            left = _map(a, lambda x: x.astype("int32") - zero_1)
            right = _map(b, lambda x: x.astype("int32") - zero_2)
            return _map(topi.multiply(left, right), lambda x: _stored(rescale(x, *final) + zero_out, limits))

        return te

    def _window(self, data: Any, size: Any, options: Any, dilation: tuple[int, int]) -> Window:
        shape = self.get_tensor_shape(data)
        stride = options.StrideH(), options.StrideW()
        pads = [(0, 0), (0, 0)]
        if options.Padding() == _SAME:
            pads = [
                kernels.same_padding(int(shape[axis + 1]), int(size[axis]), stride[axis], dilation[axis])
                for axis in (0, 1)
            ]
        return Window(
            filter=(int(size[0]), int(size[1])),
            stride=stride,
            dilation=dilation,
            before=(pads[0][0], pads[1][0]),
            after=(pads[0][1], pads[1][1]),
        )

    def _epilogue(
        self,
        inputs: list[Any],
        output: Any,
        weights: Any,
        axis: int,
        activation: int,
        *,
        rounding: str = TWICE,
    ) -> tuple[Any, Any, tuple[Any, ...]]:
        """The bias, what follows the sum, and the tables that this needs beside sum and channel."""
        channels = weights.shape[axis]
        given = inputs[2] if len(inputs) > 2 and inputs[2].tensor_idx >= 0 else None
        bias = self.get_tensor_value(given).reshape(channels) if given else np.zeros(channels)
        if inputs[0].qnn_params is None:
            return relax.const(bias.astype("float32")), partial(_float_activation, activation), ()
        others = tuple(each for each in range(weights.ndim) if each != axis)
        sums = weights.astype(np.int64).sum(axis=others)
        folded = bias.astype(np.int64) - _zero_point(inputs[0]) * sums
        scales = inputs[1].tensor.Quantization().ScaleAsNumpy().astype(np.float64)
        scales = np.broadcast_to(scales, (channels,))
        factors = scales * _scale_of(inputs[0])[0] / _scale_of(output)[0]
        pairs = [quantize_multiplier(float(factor)) for factor in factors]
        zero_out, limits = _zero_point(output), _range(output, activation)
        if len(set(pairs)) == 1:
            mantissa, shift = pairs[0]

            def same_for_all(total: Any, _: Any) -> Any:
                return _stored(rescale(total, mantissa, shift, rounding=rounding) + zero_out, limits)

            return relax.const(_wrapped(folded)), same_for_all, ()
        table = np.array(pairs, dtype=np.int32)

        def by_channel(total: Any, channel: Any, mantissas: Any, shifts: Any) -> Any:
            scaled = rescale(total, mantissas[channel], shifts[channel], rounding=rounding)
            return _stored(scaled + zero_out, limits)

        return relax.const(_wrapped(folded)), by_channel, (table[:, 0].copy(), table[:, 1].copy())

    def _call(self, name: str, te: Any, finish: Any, tables: tuple[Any, ...], *values: Any) -> Any:

        def whole(data: Any, weights: Any, bias: Any, *numbers: Any) -> Any:
            return te(data, weights, bias, finish=lambda total, channel: finish(total, channel, *numbers))

        return self.bb.call_te(whole, *values, *map(relax.const, tables), primfunc_name_hint=name.lower())


def _options(op: Any, kind: Any) -> Any:
    table = op.BuiltinOptions()
    options = kind()
    options.Init(table.Bytes, table.Pos)
    return options


def _zero_point(tensor: Any) -> int:
    return int(tensor.tensor.Quantization().ZeroPoint(0)) if tensor.qnn_params else 0


def _scale_of(tensor: Any) -> tuple[float, int]:
    return float(tensor.tensor.Quantization().Scale(0)), _zero_point(tensor)


def _range(output: Any, activation: int) -> tuple[int, int]:
    """The stored values that the fused activation leaves (TFLite's CalculateActivationRangeQuantized)."""
    scale, zero = _scale_of(output)

    def stored(real: float) -> int:
        return zero + int(np.floor(abs(real) / scale + 0.5)) * (1 if real >= 0 else -1)

    low, high = -128, 127
    if activation in (_RELU, _RELU6):
        low = max(low, stored(0.0))
    if activation == _RELU6:
        high = min(high, stored(6.0))
    if activation == _RELU_N1_TO_1:
        low, high = max(low, stored(-1.0)), min(high, stored(1.0))
    return low, high


def _stored(value: Any, limits: tuple[int, int]) -> Any:
    return tirx.max(tirx.min(value, limits[1]), limits[0]).astype("int8")


def _float_activation(activation: int, value: Any, _: Any) -> Any:
    if activation in (_RELU, _RELU6):
        value = tirx.max(value, tirx.const(0.0, "float32"))
    if activation == _RELU6:
        value = tirx.min(value, tirx.const(6.0, "float32"))
    if activation == _RELU_N1_TO_1:
        value = tirx.max(tirx.min(value, tirx.const(1.0, "float32")), tirx.const(-1.0, "float32"))
    return value


def _wrapped(values: Any) -> Any:
    return values.astype(np.int64).astype(np.int32)


def _map(tensor: Any, function: Any) -> Any:
    from tvm import te

    return te.compute(tensor.shape, lambda *index: function(tensor[index]), "mapped")
