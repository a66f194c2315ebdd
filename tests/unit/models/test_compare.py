"""Errors between two outputs."""

from __future__ import annotations

import math

import numpy as np

from harness.models.compare import Tolerance, agreement, compare
from harness.models.spec import TensorSpec

INT8 = TensorSpec(name="y", shape=(1, 4), dtype="int8", scale=0.5)
FLOAT = TensorSpec(name="y", shape=(2, 2), dtype="float32")


def test_equal_outputs_have_no_error() -> None:
    values = np.array([[1, 2, 3, 4]], dtype="int8")
    found = compare(values, values, INT8, Tolerance())
    assert found.ok and found.max_error == 0 and found.cosine == 1.0 and found.classes_agree is True


def test_one_step_is_within_the_tolerance_of_integers_and_two_are_not() -> None:
    reference = np.array([[1, 2, 3, 4]], dtype="int8")
    assert compare(reference + np.int8(1), reference, INT8, Tolerance()).ok
    found = compare(np.array([[1, 2, 5, 0]], dtype="int8"), reference, INT8, Tolerance())
    assert (found.beyond, found.max_error, found.mean_error) == (2, 4.0, 1.5)
    assert math.isclose(found.rmse, math.sqrt(5.0))
    assert found.first is not None
    assert (found.first.index, found.first.target, found.first.reference) == ((0, 2), 5.0, 3.0)
    assert found.classes_agree is False


def test_integers_do_not_wrap_around() -> None:
    found = compare(
        np.array([[127] * 4], dtype="int8"), np.array([[-128] * 4], dtype="int8"), INT8, Tolerance()
    )
    assert found.max_error == 255


def test_floats_have_a_relative_tolerance() -> None:
    reference = np.array([[1000.0, 1.0], [0.0, -5.0]], dtype="float32")
    assert compare(reference * np.float32(1.00005), reference, FLOAT, Tolerance()).ok
    assert not compare(reference * np.float32(1.001), reference, FLOAT, Tolerance()).ok
    assert compare(reference * np.float32(1.001), reference, FLOAT, Tolerance(rtol=0.01)).ok


def test_nan_and_infinity_agree_with_themselves_alone() -> None:
    values = np.array([[np.nan, np.inf], [-np.inf, 0.0]], dtype="float32")
    assert compare(values, values, FLOAT, Tolerance()).ok
    found = compare(np.zeros((2, 2), "float32"), values, FLOAT, Tolerance(atol=1e9, rtol=1.0))
    assert found.beyond == 3 and math.isinf(found.max_error)


def test_only_lists_of_classes_have_an_agreement() -> None:
    square = np.zeros((2, 2), "float32")
    assert compare(square, square, FLOAT, Tolerance()).classes_agree is None
    same, other = np.array([[1, 2, 3, 9]], "int8"), np.array([[9, 2, 3, 1]], "int8")
    found = [compare(same, same, INT8, Tolerance()), compare(other, same, INT8, Tolerance())]
    assert agreement(found) == (1, 2)
