"""TFLite's fixed-point factors: a real factor as a 31-bit mantissa and a shift.

The arithmetic itself is ``micro_tests/runtime/ai_fixed_point.h``, which generated kernels call.
"""

from __future__ import annotations

import math
from typing import Any

INT32_MAX = (1 << 31) - 1
# int32_t function(int32_t value, int32_t mantissa, int32_t shift)
TWICE, ONCE = "ai_rescale", "ai_rescale_once"


def quantize_multiplier(factor: float) -> tuple[int, int]:
    """``factor`` as (mantissa, shift): ``mantissa / 2**31 * 2**shift`` (TFLite's QuantizeMultiplier)."""
    if factor == 0.0:
        return 0, 0
    mantissa, exponent = math.frexp(factor)
    value = math.floor(mantissa * (1 << 31) + 0.5)
    if value == 1 << 31:  # the mantissa was rounded up to 1
        value //= 2
        exponent += 1
    if exponent < -31:
        return 0, 0
    if exponent > 30:
        return INT32_MAX, 30
    return value, exponent


def rescale(value: Any, mantissa: Any, shift: Any, *, rounding: str = TWICE) -> Any:
    """The TVM expression for ``value * mantissa / 2**31 * 2**shift``, all int32.

    LiteRT's reference kernels round twice, but once in fully connected layers.
    """
    from tvm import tirx

    return tirx.call_pure_extern("int32", rounding, value, mantissa, shift)
