"""Validations made up for tests of the page with the errors."""

from __future__ import annotations

import numpy as np

from harness.models.compare import Comparison, Tolerance, compare
from harness.models.spec import TensorSpec
from harness.models.validate import TargetReport, Validation

HOSTILE = "</title><script>document.title='bad'</script>&\"'"


def compared(error: float, output: str = "y") -> Comparison:
    """One input whose first of three values is ``error`` steps off; one step is tolerated."""
    wanted = np.array([[1.0, 2.0, 9.0]], np.float32)
    got = wanted.copy()
    got[0, 0] += error
    return compare(got, wanted, TensorSpec(name=output, shape=(1, 3), dtype="float32"), Tolerance(atol=1.0))


def target(name: str, *errors: float) -> TargetReport:
    return TargetReport(target=name, simulator="qemu", inputs=tuple((compared(each),) for each in errors))


def validation(*targets: TargetReport, model: str = "models/net.tflite") -> Validation:
    return Validation(
        model=model, reference="ai-edge-litert, reference kernels", outputs=("y",), targets=targets
    )


def odd() -> Validation:
    """Within and beyond tolerance, without any error, lost at once, and names that are markup."""
    return validation(
        target("stm32h747", 0.0, 0.5, 3.0, 1.0),
        target("bluepill", 0.0, 0.0),
        target("lost"),
        target(HOSTILE, float("inf"), 0.25),
        model=f"models/{HOSTILE}{'long_' * 30}.tflite",
    )
