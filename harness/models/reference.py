"""What the model should answer: the reference interpreters on the host."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from harness.errors import UsageError
from harness.models.spec import ModelFile

Array: TypeAlias = NDArray[Any]


class Reference:
    """LiteRT's reference kernels for TFLite, ONNX's own evaluator for ONNX.

    Raises:
        UsageError: the interpreter cannot run the model.
    """

    def __init__(self, model: ModelFile) -> None:
        self._model = model
        if model.kind == "tflite":
            self.name = "ai-edge-litert, reference kernels"
            self._interpreter = open_tflite(model.path, model.content)
            try:
                self._interpreter.allocate_tensors()
            except RuntimeError as error:
                raise _refused(model, error) from None
        else:
            from harness.models.read import need

            self.name = "onnx.reference"
            onnx = need("onnx")
            self._evaluator = need("onnx.reference").ReferenceEvaluator(onnx.load_from_string(model.content))

    def run(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        """The outputs for ``inputs``, both in the model's order."""
        if self._model.kind != "tflite":
            named = {spec.name: value for spec, value in zip(self._model.inputs, inputs, strict=True)}
            return tuple(np.asarray(each) for each in self._evaluator.run(None, named))
        interpreter = self._interpreter
        for detail, value in zip(interpreter.get_input_details(), inputs, strict=True):
            interpreter.set_tensor(detail["index"], value)
        try:
            interpreter.invoke()
        except RuntimeError as error:
            raise _refused(self._model, error) from None
        return tuple(interpreter.get_tensor(each["index"]) for each in interpreter.get_output_details())


def _refused(model: ModelFile, error: RuntimeError) -> UsageError:
    text = " ".join(str(error).split())
    return UsageError(f"{model.path}: LiteRT cannot run it: {text}", remedy="export the model again")


def open_tflite(path: Path, content: bytes) -> Any:
    """LiteRT's interpreter, with the kernels that define what TFLite computes.

    Raises:
        UsageError: the file is damaged, or names an operator that no TFLite has.
        EnvironmentMissingError: LiteRT is not installed.
    """
    from harness.models.read import need

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    litert = need("ai_edge_litert.interpreter")
    try:
        return litert.Interpreter(
            model_content=content,
            experimental_op_resolver_type=litert.OpResolverType.BUILTIN_REF,
            num_threads=1,
        )
    except (ValueError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or ["LiteRT does not take it"])[0]
        raise UsageError(
            f"{path}: is no sound TFLite model: {first}", remedy="export the model again"
        ) from None
