"""Reproducible test data and the settings that several operators share."""

from __future__ import annotations

import zlib
from enum import Enum

import numpy as np

from micro_tests.golden.tflite_writer import Array, Quantization, per_tensor

INT8_MIN, INT8_MAX = -128, 127


class Activation(Enum):
    """Fused activations: (number in the schema, C++ name)."""

    NONE = (0, "kNone")
    RELU = (1, "kRelu")
    RELU_N1_TO_1 = (2, "kReluN1To1")
    RELU6 = (3, "kRelu6")

    @property
    def schema(self) -> int:
        """``ActivationFunctionType`` of the schema."""
        return self.value[0]

    @property
    def cpp(self) -> str:
        """The enumerator of ``nn::Activation``."""
        return f"nn::Activation::{self.value[1]}"


def rng(name: str) -> np.random.RandomState:
    """Random numbers that depend on the case's name alone, so a new case changes no other.

    ``RandomState`` and not ``Generator``: NumPy promises to keep its streams (NEP 19).
    """
    return np.random.RandomState(zlib.crc32(name.encode()))


def dyadic(random: np.random.RandomState, shape: tuple[int, ...], *, limit: float = 2.0) -> Array:
    """Multiples of 1/8 within ``limit``: their products and small sums are exact in float32.

    So the expected result does not depend on the order of additions nor on fused multiply-add.
    """
    steps = int(limit * 8)
    return (random.randint(-steps, steps + 1, size=shape) / 8).astype(np.float32)


def uniform(random: np.random.RandomState, shape: tuple[int, ...], *, limit: float = 2.0) -> Array:
    """Floats with full mantissas, for which the order of additions does matter."""
    return random.uniform(-limit, limit, size=shape).astype(np.float32)


def stored(random: np.random.RandomState, shape: tuple[int, ...], *, symmetric: bool = False) -> Array:
    """Any int8 values; ``symmetric`` leaves out -128, as TFLite demands of filters."""
    lowest = INT8_MIN + 1 if symmetric else INT8_MIN
    return random.randint(lowest, INT8_MAX + 1, size=shape).astype(np.int8)


def dequantized(values: Array, quantization: Quantization) -> Array:
    """The real values, with one scale per index along ``quantization.axis`` if there are several."""
    shape = [1] * values.ndim
    if len(quantization.scales) > 1:
        shape[quantization.axis] = -1
    scale = np.array(quantization.scales, dtype=np.float64).reshape(shape)
    return ((values.astype(np.float64) - quantization.zero_points[0]) * scale).astype(np.float32)


def fitting(real: Array, *, share: float = 1.0) -> Quantization:
    """A quantisation for ``real``; a ``share`` below 1 covers only part of the range, so that ends saturate.

    The scale is rounded to four digits, so that another CPU's last bits of ``real`` do not change it.
    """
    low, high = min(float(real.min()), 0.0) * share, max(float(real.max()), 0.0) * share
    scale = float(f"{max(high - low, 1e-3) / 255:.4g}")
    zero_point = int(np.clip(round(INT8_MIN - low / scale), INT8_MIN, INT8_MAX))
    return per_tensor(scale, zero_point)
