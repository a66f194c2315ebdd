"""A chain of layers that classifies, and its training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from micro_tests.conv_net.layers import AveragePool, Conv, Dense, MaxPool
from micro_tests.golden.tflite_writer import Array

Part = Conv | MaxPool | AveragePool | Dense
Augment = Callable[[Array, np.random.RandomState], Array]


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """Layers for inputs of ``shape`` (height, width, channels), each with its parameters."""

    shape: tuple[int, int, int]
    layers: tuple[Part, ...]
    parameters: tuple[tuple[Array, ...], ...]


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How a network is trained: Adam, the rate falling to 0 along a cosine."""

    epochs: int
    seed: int
    rate: float = 0.002
    batch: int = 64
    augment: Augment | None = None


def initial(shape: tuple[int, int, int], layers: tuple[Part, ...], random: np.random.RandomState) -> Network:
    """He initialisation."""
    parameters = []
    values = np.zeros((1, *shape), np.float32)
    for layer in layers:
        parameters.append(layer.initial(values.shape[1:], random))
        values, _ = layer.forward(parameters[-1], values)
    return Network(shape=shape, layers=layers, parameters=tuple(parameters))


def activations(network: Network, inputs: Array) -> list[Array]:
    """The inputs and each layer's outputs, for inputs of shape ``[samples, height, width, channels]``."""
    values = [inputs]
    for layer, parameters in zip(network.layers, network.parameters, strict=True):
        values.append(layer.forward(parameters, values[-1])[0])
    return values


def gradients(network: Network, inputs: Array, labels: Array) -> tuple[list[list[Array]], float]:
    """Gradients of the mean cross-entropy by layer and parameter, and the loss itself."""
    memories = []
    values = inputs
    for layer, parameters in zip(network.layers, network.parameters, strict=True):
        values, memory = layer.forward(parameters, values)
        memories.append(memory)
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    slope = shifted / shifted.sum(axis=1, keepdims=True)
    right = (np.arange(len(labels)), labels)
    loss = float(-np.log(slope[right] + 1e-12).mean())
    slope[right] -= 1.0
    slope /= np.float32(len(labels))
    found: list[list[Array]] = []
    steps: list[Any] = [*zip(network.layers, network.parameters, memories, strict=True)]
    for layer, parameters, memory in reversed(steps):
        slope, of_parameters = layer.backward(parameters, memory, slope)
        found.insert(0, list(of_parameters))
    return found, loss


def train(network: Network, inputs: Array, labels: Array, recipe: Recipe) -> Iterator[tuple[Network, float]]:
    """The network and its mean loss after each epoch."""
    random = np.random.RandomState(recipe.seed)
    parameters = [list(each) for each in network.parameters]
    first = [[np.zeros_like(one) for one in each] for each in parameters]
    second = [[np.zeros_like(one) for one in each] for each in parameters]
    batches = len(inputs) // recipe.batch
    step, steps = 0, batches * recipe.epochs
    for _ in range(recipe.epochs):
        order = random.permutation(len(inputs))
        losses = []
        for number in range(batches):
            chosen = order[number * recipe.batch : (number + 1) * recipe.batch]
            images = inputs[chosen]
            if recipe.augment is not None:
                images = recipe.augment(images, random)
            slopes, loss = gradients(network, images, labels[chosen])
            losses.append(loss)
            step += 1
            rate = np.float32(recipe.rate * 0.5 * (1.0 + np.cos(np.pi * step / steps)))
            for layer, of_layer in enumerate(slopes):
                for index, slope in enumerate(of_layer):
                    mean = first[layer][index] = 0.9 * first[layer][index] + 0.1 * slope
                    square = second[layer][index] = 0.999 * second[layer][index] + 0.001 * slope**2
                    scaled = np.sqrt(square / (1.0 - 0.999**step)) + 1e-8
                    parameters[layer][index] = (
                        parameters[layer][index] - rate * mean / (1.0 - 0.9**step) / scaled
                    ).astype(np.float32)
            network = msgspec.structs.replace(network, parameters=tuple(tuple(each) for each in parameters))
        yield network, float(np.mean(losses))


def classes(network: Network, inputs: Array, *, batch: int = 256) -> Array:
    """The strongest class of each input."""
    parts = range(0, len(inputs), batch)
    found = [activations(network, inputs[at : at + batch])[-1].argmax(axis=1) for at in parts]
    return np.concatenate(found)
