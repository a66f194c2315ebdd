"""A small dense network and its training, in plain NumPy."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np

from micro_tests.golden.tflite_writer import Array

LAYERS = (1, 16, 16, 1)
INPUT_RANGE = (0.0, 2 * np.pi)


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """Weights ``[outputs, inputs]`` and biases of each layer; ReLU after all but the last."""

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]


def initial(random: np.random.RandomState) -> Network:
    """He initialisation; the first layer's kinks are spread over the input range."""
    shapes = [(rows, columns) for columns, rows in pairwise(LAYERS)]
    weights = [random.normal(0.0, np.sqrt(2.0 / shape[1]), size=shape) for shape in shapes]
    biases = [np.zeros(shape[0]) for shape in shapes]
    biases[0] = -weights[0][:, 0] * random.uniform(*INPUT_RANGE, size=LAYERS[1])
    return Network(weights=tuple(weights), biases=tuple(biases))


def activations(network: Network, inputs: Array) -> list[Array]:
    """The inputs and each layer's outputs, for inputs of shape ``[samples, 1]``."""
    values = [inputs]
    for index, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        total = values[-1] @ weight.T + bias
        values.append(total if index == len(network.weights) - 1 else np.maximum(total, 0.0))
    return values


def gradients(network: Network, inputs: Array, targets: Array) -> tuple[list[Array], float]:
    """Gradients of the mean squared error, weights then biases, and the error itself."""
    values = activations(network, inputs)
    error = values[-1] - targets
    delta = 2.0 * error / len(inputs)
    of_weights: list[Array] = []
    of_biases: list[Array] = []
    for index in reversed(range(len(network.weights))):
        of_weights.insert(0, delta.T @ values[index])
        of_biases.insert(0, delta.sum(axis=0))
        delta = (delta @ network.weights[index]) * (values[index] > 0.0)
    return [*of_weights, *of_biases], float(np.mean(error**2))


def train(*, seed: int = 7, steps: int = 12000, rate: float = 0.01, samples: int = 512) -> Network:
    """Fits sin(x) over ``INPUT_RANGE`` with Adam on the whole set, the rate falling to 0 along a cosine."""
    network = initial(np.random.RandomState(seed))
    inputs = np.linspace(*INPUT_RANGE, samples)[:, None]
    targets = np.sin(inputs)
    parameters = [*network.weights, *network.biases]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    for step in range(1, steps + 1):
        gradient, _ = gradients(network, inputs, targets)
        step_rate = rate * 0.5 * (1.0 + np.cos(np.pi * step / steps))
        for index, slope in enumerate(gradient):
            first[index] = 0.9 * first[index] + 0.1 * slope
            second[index] = 0.999 * second[index] + 0.001 * slope**2
            scaled = np.sqrt(second[index] / (1.0 - 0.999**step)) + 1e-8
            parameters[index] = parameters[index] - step_rate * first[index] / (1.0 - 0.9**step) / scaled
        half = len(network.weights)
        network = Network(weights=tuple(parameters[:half]), biases=tuple(parameters[half:]))
    return network
