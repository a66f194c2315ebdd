"""Generated headers, compared: text and integers exactly, float literals within tolerances."""

from __future__ import annotations

import re

import numpy as np

# Another CPU may fuse multiply and add or have another exp: that changes the last bits of a float32, no more.
RELATIVE_TOLERANCE = 1e-5
ABSOLUTE_TOLERANCE = 1e-6

_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?f\b")


def differences(committed: str, fresh: str) -> list[str]:
    """What differs: text and integers exactly, float literals within the tolerances."""
    old, new = committed.splitlines(), fresh.splitlines()
    # A float of another length may move the line breaks, so lines serve only to say where.
    if _FLOAT.sub("#", " ".join(committed.split())) != _FLOAT.sub("#", " ".join(fresh.split())):
        pairs = zip(old, new, strict=False)
        where = next((i for i, (a, b) in enumerate(pairs, 1) if _FLOAT.sub("#", a) != _FLOAT.sub("#", b)), 0)
        return [f"text or an integer differs at or after line {where}"]
    texts = (_FLOAT.findall(committed), _FLOAT.findall(fresh))
    values = [np.array([float(text[:-1]) for text in found]) for found in texts]
    close = np.isclose(values[1], values[0], rtol=RELATIVE_TOLERANCE, atol=ABSOLUTE_TOLERANCE)
    return [f"{texts[0][i]} is now {texts[1][i]}" for i in np.flatnonzero(~close)]
