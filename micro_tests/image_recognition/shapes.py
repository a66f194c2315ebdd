"""Images of ten kinds of shapes: any place, size, angle and colours, with clutter and noise.

Everything about an image follows from its set's seed and its number, so that sets with different seeds share
no image.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from micro_tests.golden.tflite_writer import Array

SIZE = 32
TRAINING_SEED, HELD_OUT_SEED = 1, 3
NAMES = ("disc", "ring", "square", "frame", "triangle", "cross", "star", "crescent", "stripes", "checkers")
_NOISE = 0.06  # standard deviation; pixels are 0 to 1
_CONTRAST = 0.35  # least distance of the shape's colour from the ground's
_AXIS = (np.arange(SIZE) + 0.5) / SIZE * 2.0 - 1.0


def _disc(x: Array, y: Array) -> Array:
    return np.hypot(x, y) < 1.0


def _ring(x: Array, y: Array) -> Array:
    return np.abs(np.hypot(x, y) - 0.78) < 0.22


def _square(x: Array, y: Array) -> Array:
    return np.maximum(np.abs(x), np.abs(y)) < 0.88


def _frame(x: Array, y: Array) -> Array:
    return np.abs(np.maximum(np.abs(x), np.abs(y)) - 0.72) < 0.2


def _triangle(x: Array, y: Array) -> Array:
    return np.maximum(np.abs(x) * 0.866 + y * 0.5, -y) < 0.55


def _cross(x: Array, y: Array) -> Array:
    return (np.minimum(np.abs(x), np.abs(y)) < 0.25) & (np.maximum(np.abs(x), np.abs(y)) < 1.0)


def _star(x: Array, y: Array) -> Array:
    return np.hypot(x, y) < 0.68 + 0.34 * np.cos(5.0 * np.arctan2(y, x))


def _crescent(x: Array, y: Array) -> Array:
    return (np.hypot(x, y) < 1.0) & (np.hypot(x - 0.45, y) > 0.8)


def _stripes(x: Array, y: Array) -> Array:
    return (np.hypot(x, y) < 1.05) & (np.sin(x * 8.0) > 0.0)


def _checkers(x: Array, y: Array) -> Array:
    return (np.hypot(x, y) < 1.05) & (np.sin(x * 6.0) * np.sin(y * 6.0) > 0.0)


_SHAPES: tuple[Callable[[Array, Array], Array], ...] = (
    *(_disc, _ring, _square, _frame, _triangle),
    *(_cross, _star, _crescent, _stripes, _checkers),
)


def _image(label: int, random: np.random.RandomState) -> Array:
    """float [32, 32, 3], 0 to 1."""
    size = random.uniform(0.42, 0.8)
    centre = random.uniform(-1.0, 1.0, 2) * (0.95 - size)
    angle = random.uniform(0.0, 2.0 * np.pi)
    ground = random.uniform(0.1, 0.9, 3)
    colour = random.uniform(0.0, 1.0, 3)
    while np.abs(colour - ground).max() < _CONTRAST:
        colour = random.uniform(0.0, 1.0, 3)
    x, y = np.meshgrid(_AXIS - centre[0], _AXIS - centre[1])
    cosine, sine = np.cos(angle) / size, np.sin(angle) / size
    inside = _SHAPES[label](x * cosine + y * sine, y * cosine - x * sine)
    slope = random.uniform(-0.15, 0.15, (2, 3))
    image = ground + _AXIS[None, :, None] * slope[0] + _AXIS[:, None, None] * slope[1]
    for _ in range(random.randint(0, 4)):  # clutter behind the shape
        row, column = random.randint(0, SIZE - 3, 2)
        height, width = random.randint(2, 7, 2)
        image[row : row + height, column : column + width] += random.uniform(-0.2, 0.2, 3)
    image = np.where(inside[:, :, None], colour, image)
    return np.clip(image + random.normal(0.0, _NOISE, image.shape), 0.0, 1.0)


def images(count: int, *, seed: int) -> tuple[Array, Array]:
    """uint8 images [count, 32, 32, 3] in RGB, and their labels: 0 to 9 and again from 0."""
    labels = np.arange(count) % len(NAMES)
    found = np.empty((count, SIZE, SIZE, 3), np.uint8)
    for number, label in enumerate(labels):
        random = np.random.RandomState((seed, number))
        found[number] = np.round(_image(int(label), random) * 255.0)
    return found, labels
