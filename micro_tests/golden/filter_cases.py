"""fully_connected, conv and depthwise_conv: the operators with a filter and a bias."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from micro_tests.golden.headers import Case, Data, braces, quantization
from micro_tests.golden.reference import run_operator
from micro_tests.golden.tflite_writer import (
    Array,
    Op,
    Operator,
    Quantization,
    Tensor,
    per_channel,
    per_tensor,
)
from micro_tests.golden.values import Activation, dequantized, dyadic, fitting, rng, stored, uniform

THIRDS_SHAPE = (256, 1, 1, 1)


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """One case. Shapes are NHWC; a fully connected layer has a 1x1 input and a 1x1 window.

    ``share`` below 1 makes the int8 output saturate; ``exact`` chooses floats whose sums are exact;
    ``ties`` chooses powers of two as int8 scales, so that many results lie halfway between two integers.
    """

    name: str
    op: Op
    int8: bool = False
    input_shape: tuple[int, int, int, int]
    window: tuple[int, int] = (1, 1)
    outputs: int
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    same: bool = False
    activation: Activation = Activation.NONE
    bias: bool = True
    one_scale: bool = False
    share: float = 1.0
    exact: bool = True
    ties: bool = False

    @property
    def filter_shape(self) -> tuple[int, int, int, int]:
        """Shape of the filter as the kernels have it."""
        if self.op is Op.DEPTHWISE_CONV_2D:
            return (1, *self.window, self.outputs)
        return (self.outputs, *self.window, self.input_shape[3])

    @property
    def filter_axis(self) -> int:
        """The axis of the filter that holds the output channels."""
        return 3 if self.op is Op.DEPTHWISE_CONV_2D else 0


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """The data of a case."""

    input: Array
    filter: Array
    bias: Array | None
    input_quantization: Quantization | None = None
    filter_quantization: Quantization | None = None
    bias_quantization: Quantization | None = None
    output_quantization: Quantization | None = None


def _options(spec: Spec) -> dict[str, Any]:
    options: dict[str, Any] = {"fusedActivationFunction": spec.activation.schema}
    if spec.op is Op.FULLY_CONNECTED:
        return options
    options |= {"padding": 0 if spec.same else 1, "strideH": spec.stride[0], "strideW": spec.stride[1]}
    options |= {"dilationHFactor": spec.dilation[0], "dilationWFactor": spec.dilation[1]}
    if spec.op is Op.DEPTHWISE_CONV_2D:
        options["depthMultiplier"] = spec.outputs // spec.input_shape[3]
    return options


def run(spec: Spec, layer: Layer) -> Array:
    """What the reference interpreter computes, in the layer's own type."""
    dense = spec.op is Op.FULLY_CONNECTED
    input_shape = (spec.input_shape[0], spec.input_shape[3]) if dense else spec.input_shape
    filter_shape = (spec.outputs, spec.input_shape[3]) if dense else spec.filter_shape
    tensors = [
        Tensor(
            name="input", shape=input_shape, dtype=layer.input.dtype, quantization=layer.input_quantization
        ),
        Tensor(
            name="filter",
            shape=filter_shape,
            dtype=layer.filter.dtype,
            quantization=layer.filter_quantization,
            data=layer.filter,
        ),
        # The interpreter derives the real shape; the batch alone is taken from here.
        Tensor(name="output", shape=(1,), dtype=layer.input.dtype, quantization=layer.output_quantization),
    ]
    inputs = [0, 1]
    bias = layer.bias
    if bias is None and spec.op is Op.CONV_2D:
        # LiteRT's convolution insists on a bias; our kernel takes none, which must be the same as zeros.
        bias = np.zeros(spec.outputs, dtype=np.int32 if layer.input.dtype == np.int8 else np.float32)
    if bias is not None:
        tensors.append(
            Tensor(
                name="bias",
                shape=(spec.outputs,),
                dtype=bias.dtype,
                quantization=layer.bias_quantization if bias.dtype == np.int32 else None,
                data=bias,
            )
        )
        inputs.append(3)
    operator = Operator(op=spec.op, inputs=tuple(inputs), outputs=(2,), options=_options(spec))
    output = run_operator(operator, tensors, layer.input.reshape(input_shape))
    return output.reshape(output.shape[0], 1, 1, -1) if dense else output


def float_layer(spec: Spec) -> Layer:
    """Real-valued data."""
    random = rng(f"{spec.op.name} {spec.name}")
    draw = dyadic if spec.exact else uniform
    values, weights = draw(random, spec.input_shape), draw(random, spec.filter_shape)
    bias = draw(random, (spec.outputs,)) if spec.bias else None
    return Layer(input=values, filter=weights, bias=bias)


def int8_layer(spec: Spec) -> Layer:
    """Stored data; the output's scale fits what the float kernel makes of the real values."""
    random = rng(f"{spec.op.name} {spec.name}")
    values, weights = stored(random, spec.input_shape), stored(random, spec.filter_shape, symmetric=True)
    input_quantization = per_tensor(random.uniform(0.01, 0.05), int(random.randint(-40, 40)))
    scales = random.uniform(0.002, 0.03, size=1 if spec.one_scale else spec.outputs)
    if spec.ties:
        input_quantization = per_tensor(2.0**-5, input_quantization.zero_points[0])
        scales = np.exp2(random.randint(-9, -5, size=spec.outputs).astype(np.float64))
    filter_quantization = per_channel(list(scales), axis=spec.filter_axis)
    bias_scales = tuple(
        float(np.float32(s * input_quantization.scales[0])) for s in filter_quantization.scales
    )
    bias_quantization = per_channel(bias_scales)
    bias = random.randint(-2000, 2001, size=spec.outputs).astype(np.int32) if spec.bias else None
    real = Layer(
        input=dequantized(values, input_quantization),
        filter=dequantized(weights, filter_quantization),
        bias=None if bias is None else dequantized(bias, bias_quantization),
    )
    output_quantization = fitting(run(spec, real), share=spec.share)
    if spec.ties:
        power = np.ceil(np.log2(output_quantization.scales[0]))
        output_quantization = per_tensor(2.0**power, output_quantization.zero_points[0])
    return Layer(
        input=values,
        filter=weights,
        bias=bias,
        input_quantization=input_quantization,
        filter_quantization=filter_quantization,
        bias_quantization=bias_quantization,
        output_quantization=output_quantization,
    )


def thirds_layer() -> Layer:
    """Every int8 value, times 1, over an output scale of 3: rounding once and rounding twice often differ."""
    return Layer(
        input=np.arange(-128, 128, dtype=np.int8).reshape(THIRDS_SHAPE),
        filter=np.ones((1, 1, 1, 1), dtype=np.int8),
        bias=None,
        input_quantization=per_tensor(1.0, 0),
        filter_quantization=per_channel([1.0]),
        bias_quantization=per_channel([1.0]),
        output_quantization=per_tensor(3.0, 0),
    )


def thirds(op: Op) -> Case:
    """The case of ``thirds_layer``."""
    spec = Spec(name="ThirdsQuantized", op=op, int8=True, input_shape=THIRDS_SHAPE, outputs=1, bias=False)
    return case(spec, thirds_layer())


def golden(spec: Spec) -> Case:
    """The case with data drawn for it."""
    return case(spec, int8_layer(spec) if spec.int8 else float_layer(spec))


def case(spec: Spec, layer: Layer) -> Case:
    """The case with the reference interpreter's output."""
    output = run(spec, layer)
    scales = None
    if layer.filter_quantization is not None:
        scales = np.array(layer.filter_quantization.scales, dtype=np.float32)
        scales = np.broadcast_to(scales, (spec.outputs,))
    window: list[object] = [*spec.window, *spec.stride, *spec.dilation]
    padding = "nn::Padding::kSame" if spec.same else "nn::Padding::kValid"
    return Case(
        name=spec.name,
        type=f"FilterCase<{'int8_t' if spec.int8 else 'float'}>",
        fields=(
            ("window", braces([*window, padding])),
            ("activation", spec.activation.cpp),
            ("input_shape", braces(spec.input_shape)),
            ("input_quantization", quantization(layer.input_quantization)),
            ("input", Data(suffix="Input", values=layer.input)),
            ("filter_scales", Data(suffix="FilterScales", values=scales)),
            ("filter", Data(suffix="Filter", values=layer.filter)),
            ("bias", Data(suffix="Bias", values=layer.bias)),
            ("output_shape", braces(output.shape)),
            ("output_quantization", quantization(layer.output_quantization)),
            ("output", Data(suffix="Output", values=output)),
        ),
    )
