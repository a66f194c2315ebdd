"""The reference interpreters behind one interface."""

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

LITERT, TFLITE_MICRO = "litert", "tflite-micro"
KINDS = (LITERT, TFLITE_MICRO)  # the first is the default
_NAMES = {LITERT: "ai-edge-litert, reference kernels", TFLITE_MICRO: "tflite-micro"}
_REMEDIES = {
    LITERT: "try --reference tflite-micro, or export the model again",
    TFLITE_MICRO: "try --reference litert",
}
_LEAST_ARENA_BYTES = 8 << 20  # the host has it; TFLM's own guess is ten times the model


class Reference:
    """LiteRT's reference kernels or TFLM's interpreter for TFLite, ONNX's own evaluator for ONNX.

    Raises:
        UsageError: the interpreter cannot run the model, or does not run models of its kind.
        EnvironmentMissingError: the interpreter is not installed.
    """

    def __init__(self, model: ModelFile, kind: str = LITERT) -> None:
        self.name = name_of(model, kind)
        self._model = model
        if model.kind == "onnx":
            self._run: Any = _Onnx(model)
        else:
            self._run = _Litert(model) if kind == LITERT else _TfliteMicro(model)

    def run(self, inputs: Sequence[Array]) -> tuple[Array, ...]:
        """The outputs for ``inputs``, both in the model's order; what a model remembers, it keeps."""
        outputs = self._run(inputs)
        return tuple(
            np.asarray(each).reshape(spec.shape)
            for each, spec in zip(outputs, self._model.outputs, strict=True)
        )


def name_of(model: ModelFile, kind: str) -> str:
    """What the reference is called in reports.

    Raises:
        UsageError: it does not run models of this kind.
    """
    if model.kind == "tflite":
        return _NAMES[kind]
    if kind != LITERT:
        raise UsageError(
            f"{model.path}: {_NAMES[kind]} runs .tflite models alone", remedy=f"leave --reference {kind} out"
        )
    return "onnx.reference"


class _Onnx:
    def __init__(self, model: ModelFile) -> None:
        from harness.models.read import need

        self._model = model
        onnx = need("onnx")
        self._evaluator = need("onnx.reference").ReferenceEvaluator(onnx.load_from_string(model.content))

    def __call__(self, inputs: Sequence[Array]) -> Sequence[Array]:
        named = {spec.name: value for spec, value in zip(self._model.inputs, inputs, strict=True)}
        found: Sequence[Array] = self._evaluator.run(None, named)
        return found


class _Litert:
    def __init__(self, model: ModelFile) -> None:
        self._model = model
        self._interpreter = open_tflite(model.path, model.content)
        try:
            self._interpreter.allocate_tensors()
        except RuntimeError as error:
            raise _refused(model, LITERT, error) from None

    def __call__(self, inputs: Sequence[Array]) -> Sequence[Array]:
        interpreter = self._interpreter
        for detail, value in zip(interpreter.get_input_details(), inputs, strict=True):
            interpreter.set_tensor(detail["index"], value)
        try:
            interpreter.invoke()
        except RuntimeError as error:
            raise _refused(self._model, LITERT, error) from None
        return [interpreter.get_tensor(each["index"]) for each in interpreter.get_output_details()]


class _TfliteMicro:
    def __init__(self, model: ModelFile) -> None:
        from harness.models.read import need

        self._model = model
        runtime = need("tflite_micro.python.tflite_micro.runtime")
        arena_bytes = max(_LEAST_ARENA_BYTES, 10 * len(model.content))
        try:
            self._interpreter = runtime.Interpreter.from_bytes(model.content, arena_size=arena_bytes)
        except RuntimeError as error:
            raise _refused(model, TFLITE_MICRO, error) from None

    def __call__(self, inputs: Sequence[Array]) -> Sequence[Array]:
        try:
            for index, value in enumerate(inputs):
                self._interpreter.set_input(value, index)
            self._interpreter.invoke()
        except RuntimeError as error:
            raise _refused(self._model, TFLITE_MICRO, error) from None
        return [self._interpreter.get_output(index) for index in range(len(self._model.outputs))]


def _refused(model: ModelFile, kind: str, error: RuntimeError) -> UsageError:
    text = " ".join(str(error).split())
    interpreter = "LiteRT" if kind == LITERT else "tflite-micro"
    return UsageError(f"{model.path}: {interpreter} cannot run it: {text}", remedy=_REMEDIES[kind])


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
