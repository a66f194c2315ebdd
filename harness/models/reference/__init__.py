"""What a model should answer: the reference interpreters on the host.

They are compiled code that some models crash, so a run asks them in a process of its own
(:func:`~harness.models.reference.isolated.reference_outputs`).
"""

from harness.models.reference.interpreters import (
    KINDS,
    LITERT,
    TFLITE_MICRO,
    Array,
    Reference,
    name_of,
    open_tflite,
)

__all__ = ["KINDS", "LITERT", "TFLITE_MICRO", "Array", "Reference", "name_of", "open_tflite"]
