"""A trained network as .tflite models, float and int8."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from micro_tests.conv_net.layers import AveragePool, Conv, Dense, MaxPool
from micro_tests.conv_net.network import Network, Part, activations
from micro_tests.golden.full_integer import float_weights, int8_weights
from micro_tests.golden.tflite_writer import (
    Array,
    Op,
    Operator,
    Quantization,
    Tensor,
    build_model,
)
from micro_tests.golden.values import Activation, fitting

_SAME, _VALID = 0, 1


def float_model(network: Network, description: str) -> bytes:
    """The network in float32."""
    return _model(network, [None] * (len(network.layers) + 1), np.float32, description)


def int8_model(network: Network, source: Quantization, calibration: Array, description: str) -> bytes:
    """The network in int8 throughout.

    ``source`` is the quantisation of the input; that of the other activations covers what they are for
    ``calibration``, and pooling keeps its input's.
    """
    schemes = [source]
    for layer, values in zip(network.layers, activations(network, calibration)[1:], strict=True):
        pools = isinstance(layer, MaxPool | AveragePool)
        schemes.append(schemes[-1] if pools else fitting(values))
    return _model(network, schemes, np.int8, description)


def _model(network: Network, schemes: Sequence[Quantization | None], dtype: Any, description: str) -> bytes:
    shapes = [values.shape for values in activations(network, np.zeros((1, *network.shape), np.float32))]
    tensors = [Tensor(name="image", shape=shapes[0], dtype=dtype, quantization=schemes[0])]
    operators = []

    def add(
        op: Op, options: dict[str, Any], name: str, shape: tuple[int, ...], scheme: Any, *more: Tensor
    ) -> None:
        """An operator on the last tensor and on constants of its own."""
        source = len(tensors) - 1
        tensors.extend([*more, Tensor(name=name, shape=shape, dtype=dtype, quantization=scheme)])
        inputs = (source, *range(source + 1, source + 1 + len(more)))
        operators.append(Operator(op=op, inputs=inputs, outputs=(len(tensors) - 1,), options=options))

    for index, layer in enumerate(network.layers):
        constants = _constants(network.parameters[index], schemes[index], index)
        op, options = _operator(layer)
        add(op, options, f"layer{index}", shapes[index + 1], schemes[index + 1], *constants)
    return build_model(tensors, [0], [len(tensors) - 1], operators, description)


def _constants(parameters: tuple[Array, ...], source: Quantization | None, index: int) -> tuple[Tensor, ...]:
    if not parameters:
        return ()
    weight, bias = parameters
    found = float_weights(weight, bias) if source is None else int8_weights(weight, bias, source)
    return found.tensors(index)


def _operator(layer: Part) -> tuple[Op, dict[str, Any]]:
    if isinstance(layer, Dense):
        return Op.FULLY_CONNECTED, {"fusedActivationFunction": Activation.NONE.schema}
    if isinstance(layer, Conv):
        options = {"padding": _SAME, "strideH": layer.stride, "strideW": layer.stride}
        options |= {"dilationHFactor": 1, "dilationWFactor": 1}
        return Op.CONV_2D, options | {"fusedActivationFunction": Activation.RELU.schema}
    size = layer.size
    options = {"padding": _VALID, "strideH": size, "strideW": size, "filterHeight": size, "filterWidth": size}
    options |= {"fusedActivationFunction": Activation.NONE.schema}
    return Op.MAX_POOL_2D if isinstance(layer, MaxPool) else Op.AVERAGE_POOL_2D, options
