"""What is known of a model before anything is compiled: its inputs and outputs."""

from __future__ import annotations

import hashlib
from math import prod
from pathlib import Path

import numpy as np

from harness.model import Value

DTYPES = ("float32", "int8", "uint8", "int16", "int32", "int64", "bool")


class TensorSpec(Value, frozen=True, kw_only=True):
    """One input or output. ``real = scale * (stored - zero_point)``; a scale of 0 means not quantized."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    scale: float = 0.0
    zero_point: int = 0

    @property
    def count(self) -> int:
        """Elements."""
        return prod(self.shape)

    @property
    def size_bytes(self) -> int:
        return self.count * int(np.dtype(self.dtype).itemsize)

    def text(self) -> str:
        """``int8 1x32x32x3``"""
        return f"{self.dtype} {'x'.join(map(str, self.shape)) or 'scalar'}"


class ModelFile(Value, frozen=True, kw_only=True):
    """A model that was read and found sound. ``operators`` are those of the graph, in order."""

    path: Path
    kind: str  # tflite | onnx
    content: bytes
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    operators: tuple[str, ...]

    @property
    def revision(self) -> str:
        """What tells this model from another: the start of its content's SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def name(self) -> str:
        """A C identifier made of the file's name."""
        stem = "".join(each if each.isascii() and each.isalnum() else "_" for each in self.path.stem.lower())
        return stem if stem[:1].isalpha() else f"model_{stem}"
