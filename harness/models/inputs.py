"""Inputs for a model: random ones that a seed fixes, or a user's ``.npz``."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from harness.errors import UsageError
from harness.models.reference import Array
from harness.models.spec import ModelFile, TensorSpec

InputSet = tuple[Array, ...]


def random_inputs(model: ModelFile, count: int, seed: int) -> tuple[InputSet, ...]:
    """``count`` sets that ``seed`` decides: integers over the whole type, floats uniform from -1 to 1."""
    generator = np.random.default_rng(seed)
    return tuple(tuple(_random(spec, generator) for spec in model.inputs) for _ in range(count))


def npz_inputs(path: Path, model: ModelFile) -> tuple[InputSet, ...]:
    """The sets in ``path``: one array for each input, by name or in order, with or without a leading count.

    Raises:
        UsageError: no such file, no npz, or an array of another shape or type.
    """
    arrays = _load(path)
    columns = []
    for number, spec in enumerate(model.inputs):
        name = next(
            (each for each in (spec.name, f"m_inputs_{number + 1}", f"arr_{number}") if each in arrays), None
        )
        if name is None and len(arrays) == len(model.inputs):
            name = list(arrays)[number]
        if name is None:
            raise UsageError(
                f"{path}: has no array for input {spec.name!r}, found {', '.join(arrays) or 'none'}",
                remedy="name the arrays as the model's inputs",
            )
        columns.append(_sets(path, name, arrays[name], spec))
    counts = {len(column) for column in columns}
    if len(counts) > 1:
        raise UsageError(
            f"{path}: arrays hold {' and '.join(map(str, sorted(counts)))} inputs", remedy="give each as many"
        )
    return tuple(zip(*columns, strict=True))


def _random(spec: TensorSpec, generator: np.random.Generator) -> Array:
    dtype = np.dtype(spec.dtype)
    if dtype.kind == "f":
        return generator.uniform(-1.0, 1.0, spec.shape).astype(dtype)
    if dtype.kind == "b":
        return generator.integers(0, 2, spec.shape).astype(dtype)
    limits = np.iinfo(dtype)
    return generator.integers(limits.min, limits.max, spec.shape, dtype=dtype, endpoint=True)


def _load(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            if isinstance(archive, np.ndarray):
                raise UsageError(f"{path}: is one .npy array", remedy="save it with numpy.savez")
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file", remedy="save inputs with numpy.savez") from None
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise UsageError(f"{path}: is no npz file: {error}", remedy="save inputs with numpy.savez") from None
    except AttributeError:  # np.load gave an array, which is no context manager
        raise UsageError(f"{path}: is one .npy array", remedy="save it with numpy.savez") from None


def _sets(path: Path, name: str, array: Array, spec: TensorSpec) -> Sequence[Array]:
    if array.dtype != np.dtype(spec.dtype):
        raise UsageError(
            f"{path}: {name} is {array.dtype}, input {spec.name!r} is {spec.dtype}",
            remedy=f"convert it with astype('{spec.dtype}')",
        )
    if array.shape == spec.shape:
        return (array,)
    for shape in (spec.shape, spec.shape[1:] if spec.shape[:1] == (1,) else spec.shape):
        if array.shape[1:] == shape:
            return tuple(each.reshape(spec.shape) for each in array)
    raise UsageError(
        f"{path}: {name} has shape {_text(array.shape)}, input {spec.name!r} has {_text(spec.shape)}",
        remedy=f"give it shape {_text(spec.shape)} or Nx{_text(spec.shape)}",
    )


def _text(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape)) or "()"
