"""Factors as TFLite's QuantizeMultiplier has them."""

from __future__ import annotations

import pytest

from harness.models.codegen.fixed_point import INT32_MAX, quantize_multiplier


@pytest.mark.parametrize(
    ("factor", "pair"),
    [
        (0.0, (0, 0)),
        (0.5, (1 << 30, 0)),
        (1.0, (1 << 30, 1)),
        (0.75, (3 << 29, 0)),
        (1 - 2**-40, (1 << 30, 1)),  # the mantissa is rounded up to 1
        (2.0**-33, (0, 0)),
        (2.0**40, (INT32_MAX, 30)),
    ],
)
def test_factors(factor: float, pair: tuple[int, int]) -> None:
    assert quantize_multiplier(factor) == pair


def test_a_pair_is_the_factor() -> None:
    for factor in (0.0003, 0.123456, 0.99, 3.7, 1000.1):
        mantissa, shift = quantize_multiplier(factor)
        assert mantissa / 2**31 * 2.0**shift == pytest.approx(factor, rel=1e-9)
