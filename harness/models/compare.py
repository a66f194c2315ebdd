"""How far the target's outputs are from the reference's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from harness.model import Value
from harness.models.reference import Array
from harness.models.spec import TensorSpec

FLOAT_RTOL, FLOAT_ATOL = 1e-4, 1e-5
INTEGER_ATOL = 1.0  # one quantization step
_MOST_CLASSES = 10_000


class Tolerance(Value, frozen=True, kw_only=True):
    """An element agrees where ``|target - reference| <= atol + rtol * |reference|``, in stored units.

    None means what fits the output's type: :data:`FLOAT_RTOL` and :data:`FLOAT_ATOL`, or one step.
    """

    rtol: float | None = None
    atol: float | None = None

    def of(self, spec: TensorSpec) -> tuple[float, float]:
        """(rtol, atol) for an output."""
        integer = np.dtype(spec.dtype).kind != "f"
        rtol = (0.0 if integer else FLOAT_RTOL) if self.rtol is None else self.rtol
        atol = (INTEGER_ATOL if integer else FLOAT_ATOL) if self.atol is None else self.atol
        return rtol, atol


class Mismatch(Value, frozen=True, kw_only=True):
    """The first element beyond tolerance, in row-major order."""

    index: tuple[int, ...]
    target: float
    reference: float


class Comparison(Value, frozen=True, kw_only=True):
    """One output of one input. Errors are absolute, in stored units (steps of a quantized output)."""

    output: str
    max_error: float
    mean_error: float
    rmse: float
    cosine: float
    elements: int
    beyond: int  # elements out of tolerance
    first: Mismatch | None = None
    classes_agree: bool | None = None  # None: the output is no list of classes

    @property
    def ok(self) -> bool:
        return self.beyond == 0


def compare(target: Array, reference: Array, spec: TensorSpec, tolerance: Tolerance) -> Comparison:
    """``target`` against ``reference``. NaN agrees with NaN alone, infinity with the same infinity."""
    got, wanted = target.astype(np.float64).ravel(), reference.astype(np.float64).ravel()
    rtol, atol = tolerance.of(spec)
    same = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    with np.errstate(invalid="ignore"):
        errors = np.where(same, 0.0, np.abs(got - wanted))
        beyond = ~same & ~(np.isfinite(wanted) & (errors <= atol + rtol * np.abs(wanted)))
    errors = np.where(np.isfinite(errors), errors, np.inf)
    first = None
    if beyond.any():
        at = int(np.argmax(beyond))
        index = tuple(int(each) for each in np.unravel_index(at, reference.shape)) if reference.shape else ()
        first = Mismatch(index=index, target=float(got[at]), reference=float(wanted[at]))
    return Comparison(
        output=spec.name,
        max_error=float(errors.max(initial=0.0)),
        mean_error=float(errors.mean()) if errors.size else 0.0,
        rmse=float(np.sqrt(np.mean(np.square(errors)))) if errors.size else 0.0,
        cosine=_cosine(got, wanted),
        elements=int(errors.size),
        beyond=int(beyond.sum()),
        first=first,
        classes_agree=_classes(got, wanted, spec),
    )


def worst(comparisons: Iterable[Comparison]) -> Comparison | None:
    """The one with the largest error."""
    return max(comparisons, key=lambda each: (not each.ok, each.max_error), default=None)


def agreement(comparisons: Sequence[Comparison]) -> tuple[int, int] | None:
    """(inputs whose class agrees, inputs), None where the output is no list of classes."""
    known = [each.classes_agree for each in comparisons if each.classes_agree is not None]
    return (sum(known), len(known)) if known else None


def _cosine(got: Array, wanted: Array) -> float:
    if np.array_equal(got, wanted, equal_nan=True):
        return 1.0
    lengths = float(np.linalg.norm(got) * np.linalg.norm(wanted))
    value = float(np.dot(got, wanted)) / lengths if lengths else 0.0
    return value if math.isfinite(value) else 0.0


def _classes(got: Array, wanted: Array, spec: TensorSpec) -> bool | None:
    """Whether the strongest class is the same, where the output looks like classes: 1xN."""
    is_list = len(spec.shape) in (1, 2) and spec.shape[-1] == spec.count
    if not is_list or not 2 <= spec.count <= _MOST_CLASSES:
        return None
    return bool(np.argmax(got) == np.argmax(wanted))
