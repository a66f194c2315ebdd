"""The chosen cases of fully_connected, conv and depthwise_conv."""

from __future__ import annotations

from typing import Any

from micro_tests.golden.filter_cases import Spec
from micro_tests.golden.tflite_writer import Op
from micro_tests.golden.values import Activation


def _both(name: str, suffix: str = "Quantized", **settings: Any) -> list[Spec]:
    """The case with floats and, under ``name`` + ``suffix``, with int8."""
    return [Spec(name=name, **settings), Spec(name=name + suffix, int8=True, **settings)]


_DENSE: dict[str, Any] = {"op": Op.FULLY_CONNECTED, "input_shape": (2, 1, 1, 10), "outputs": 3}
_CONV: dict[str, Any] = {
    "op": Op.CONV_2D,
    "input_shape": (2, 4, 4, 2),
    "window": (2, 2),
    "outputs": 3,
    "stride": (2, 2),
}
_DEPTHWISE: dict[str, Any] = {
    "op": Op.DEPTHWISE_CONV_2D,
    "input_shape": (1, 4, 4, 2),
    "window": (2, 2),
    "outputs": 4,
}


def _with(base: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return base | changes


FULLY_CONNECTED = [
    *_both("SimpleTest", **_DENSE),
    *_both("SimpleTestRelu", **_with(_DENSE, activation=Activation.RELU)),
    *_both("Relu6", **_with(_DENSE, activation=Activation.RELU6)),
    *_both("ReluN1To1", **_with(_DENSE, activation=Activation.RELU_N1_TO_1)),
    *_both("NoBias", **_with(_DENSE, bias=False)),
    *_both("SingleInputSingleOutput", **_with(_DENSE, input_shape=(1, 1, 1, 1), outputs=1)),
    Spec(name="FullMantissas", exact=False, **_with(_DENSE, input_shape=(1, 1, 1, 33))),
    Spec(name="OneScaleQuantized", int8=True, one_scale=True, **_DENSE),
    Spec(name="SaturatesQuantized", int8=True, share=0.4, **_with(_DENSE, outputs=8)),
    Spec(name="TiesQuantized", int8=True, ties=True, **_with(_DENSE, input_shape=(4, 1, 1, 3), outputs=8)),
    Spec(name="LongRowsQuantized", int8=True, **_with(_DENSE, input_shape=(1, 1, 1, 64), outputs=4)),
]

CONV = [
    *_both("SimpleTest", **_CONV),
    *_both("SimpleTestRelu", **_with(_CONV, activation=Activation.RELU)),
    *_both("Relu6", **_with(_CONV, activation=Activation.RELU6)),
    *_both("ReluN1To1", **_with(_CONV, activation=Activation.RELU_N1_TO_1)),
    *_both("SamePadding", **_with(_CONV, window=(3, 3), stride=(1, 1), same=True, input_shape=(1, 4, 4, 2))),
    *_both("SamePaddingEvenWindow", **_with(_CONV, stride=(1, 1), same=True, input_shape=(1, 3, 3, 1))),
    *_both("SamePaddingStride2", **_with(_CONV, window=(3, 3), same=True, input_shape=(1, 5, 6, 1))),
    *_both("UnequalStrides", **_with(_CONV, stride=(1, 3), input_shape=(1, 4, 7, 1))),
    *_both("Dilation2", **_with(_CONV, stride=(1, 1), dilation=(2, 2), input_shape=(1, 5, 5, 1))),
    *_both(
        "DilationSame", **_with(_CONV, stride=(1, 1), dilation=(2, 1), same=True, input_shape=(1, 5, 4, 1))
    ),
    *_both("Pointwise", **_with(_CONV, window=(1, 1), stride=(1, 1), input_shape=(1, 3, 3, 5))),
    *_both("NoBias", **_with(_CONV, bias=False)),
    *_both("WindowOfWholeInput", **_with(_CONV, window=(4, 4), input_shape=(1, 4, 4, 1))),
    Spec(name="FullMantissas", exact=False, **_with(_CONV, window=(3, 3), input_shape=(1, 5, 5, 2))),
    Spec(name="OneScaleQuantized", int8=True, one_scale=True, **_CONV),
    Spec(name="SaturatesQuantized", int8=True, share=0.4, **_CONV),
    Spec(name="TiesQuantized", int8=True, ties=True, **_with(_CONV, outputs=6)),
]

# The four cases of depthwise_conv_test; their names are TFLM's.
DEPTHWISE_CONV = [
    *_both("SimpleTest", **_DEPTHWISE),
    *[
        Spec(name=name, int8=int8, **_with(_DEPTHWISE, activation=Activation.RELU))
        for name, int8 in (("SimpleTestRelu", False), ("SimpleTestReluQuantized", True))
    ],
]

DEPTHWISE_CONV_SWEEP = [
    *_both("Multiplier1", **_with(_DEPTHWISE, outputs=2)),
    *_both("Multiplier3", **_with(_DEPTHWISE, outputs=6, input_shape=(1, 3, 3, 2))),
    *_both("SamePadding", **_with(_DEPTHWISE, window=(3, 3), same=True, outputs=2)),
    *_both("SamePaddingStride2", **_with(_DEPTHWISE, window=(3, 3), stride=(2, 2), same=True, outputs=2)),
    *_both("Dilation", **_with(_DEPTHWISE, dilation=(2, 3), input_shape=(1, 4, 5, 1), outputs=2)),
    *_both("TwoBatches", **_with(_DEPTHWISE, input_shape=(2, 3, 3, 2), outputs=2)),
    *_both("Relu6", **_with(_DEPTHWISE, activation=Activation.RELU6)),
    *_both("ReluN1To1", **_with(_DEPTHWISE, activation=Activation.RELU_N1_TO_1)),
    *_both("NoBias", **_with(_DEPTHWISE, bias=False)),
    Spec(name="FullMantissas", exact=False, **_DEPTHWISE),
    Spec(name="SaturatesQuantized", int8=True, share=0.4, **_DEPTHWISE),
    Spec(name="TiesQuantized", int8=True, ties=True, **_DEPTHWISE),
]
