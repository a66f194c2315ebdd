"""A trained network as .tflite models, float and int8."""

from __future__ import annotations

import numpy as np

from micro_tests.golden.full_integer import float_weights, int8_weights
from micro_tests.golden.tflite_writer import (
    Array,
    Op,
    Operator,
    Quantization,
    Tensor,
    build_model,
    per_tensor,
)
from micro_tests.golden.values import INT8_MAX, INT8_MIN, Activation
from micro_tests.hello_world.network import LAYERS, Network, activations

# A dimension of 1 that the interpreter may be asked to resize.
BATCH = 1


def _model(tensors: list[Tensor], description: str) -> bytes:
    """Chains the layers: tensors are the input, then (filter, bias, output) of each layer."""
    operators = []
    source = 0
    for index in range(len(LAYERS) - 1):
        filter_index = 1 + 3 * index
        last = index == len(LAYERS) - 2
        activation = Activation.NONE if last else Activation.RELU
        operators.append(
            Operator(
                op=Op.FULLY_CONNECTED,
                inputs=(source, filter_index, filter_index + 1),
                outputs=(filter_index + 2,),
                options={"fusedActivationFunction": activation.schema},
            )
        )
        source = filter_index + 2
    return build_model(tensors, [0], [source], operators, description)


def float_model(network: Network) -> bytes:
    """The network in float32."""
    tensors = [Tensor(name="x", shape=(BATCH, 1), dtype=np.float32)]
    for index, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        tensors += [
            *float_weights(weight, bias).tensors(index),
            Tensor(name=f"layer{index}", shape=(BATCH, len(bias)), dtype=np.float32),
        ]
    return _model(tensors, "sin(x), float32")


def _range(values: Array) -> Quantization:
    """The quantisation that just covers ``values`` and zero."""
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    scale = (high - low) / (INT8_MAX - INT8_MIN)
    return per_tensor(scale, round(INT8_MIN - low / scale))


def int8_model(network: Network, calibration: Array) -> bytes:
    """The network in int8: activations by their range over ``calibration``, weights by output channel."""
    values = activations(network, calibration)
    schemes = [_range(value) for value in values]
    tensors = [Tensor(name="x", shape=(BATCH, 1), dtype=np.int8, quantization=schemes[0])]
    for index, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        tensors += [
            *int8_weights(weight, bias, schemes[index]).tensors(index),
            Tensor(
                name=f"layer{index}",
                shape=(BATCH, len(bias)),
                dtype=np.int8,
                quantization=schemes[index + 1],
            ),
        ]
    return _model(tensors, "sin(x), int8")
