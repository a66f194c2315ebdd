"""Model files, checked before anybody builds on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from harness.errors import EnvironmentMissingError, UsageError
from harness.models.spec import DTYPES, ModelFile, TensorSpec

INSTALL = "pip install 'harness[models]'"
_INSTALLS = {"tflite_micro": "pip install 'harness[tflite-micro]'"}  # others come with INSTALL
_IDENTIFIER, _IDENTIFIER_AT = b"TFL3", 4


def read_model(path: Path) -> ModelFile:
    """The model at ``path``, told apart by its content: TFLite or ONNX.

    Raises:
        UsageError: missing, empty, damaged, neither of both, or of a shape that is not fixed.
        EnvironmentMissingError: a library that reads it is not installed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read: {error.strerror}", remedy="name a .tflite or .onnx file"
        ) from None
    if not content:
        raise UsageError(f"{path}: is empty", remedy="export the model again")
    if content[_IDENTIFIER_AT : _IDENTIFIER_AT + 4] == _IDENTIFIER:
        return _read_tflite(path, content)
    if path.suffix.lower() == ".onnx":
        return _read_onnx(path, content)
    raise UsageError(
        f"{path}: is no TFLite model (no TFL3 at byte 4) and is not named .onnx",
        remedy="name a .tflite or .onnx file",
    )


def need(module: str) -> Any:
    """Import a part of an optional extra.

    Raises:
        EnvironmentMissingError: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        raise EnvironmentMissingError(
            f"{package} is not installed, needed for models",
            remedy=f"run `{_INSTALLS.get(package, INSTALL)}`",
        ) from None


def _read_tflite(path: Path, content: bytes) -> ModelFile:
    from harness.models.mend import MESSAGE, mended
    from harness.models.reference import open_tflite

    try:
        interpreter = open_tflite(path, content)  # verifies the whole file
    except UsageError as error:
        if MESSAGE not in error.message:
            raise
        content = mended(content)
        interpreter = open_tflite(path, content)
    tflite = need("tflite")
    graph = tflite.Model.GetRootAs(content, 0).Subgraphs(0)
    return ModelFile(
        path=path,
        kind="tflite",
        content=content,
        inputs=tuple(_tflite_tensor(path, each) for each in interpreter.get_input_details()),
        outputs=tuple(_tflite_tensor(path, each) for each in interpreter.get_output_details()),
        operators=_tflite_operators(tflite, content, graph),
    )


def _tflite_tensor(path: Path, detail: dict[str, Any]) -> TensorSpec:
    scale, zero_point = detail["quantization"]
    shape = tuple(int(size) for size in detail["shape"])
    if any(size < 0 for size in detail.get("shape_signature", shape)[1:]):
        raise _not_fixed(path, detail["name"])
    return _checked(
        path,
        TensorSpec(
            name=detail["name"],
            shape=shape,
            dtype=np.dtype(detail["dtype"]).name,
            scale=float(scale),
            zero_point=int(zero_point),
        ),
    )


def _tflite_operators(tflite: Any, content: bytes, graph: Any) -> tuple[str, ...]:
    model = tflite.Model.GetRootAs(content, 0)
    names = {number: name for name, number in vars(tflite.BuiltinOperator).items() if isinstance(number, int)}
    codes = []
    for index in range(graph.OperatorsLength()):
        code = model.OperatorCodes(graph.Operators(index).OpcodeIndex())
        number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        custom = code.CustomCode()
        codes.append(custom.decode(errors="replace") if custom else names.get(number, str(number)))
    return tuple(codes)


def _read_onnx(path: Path, content: bytes) -> ModelFile:
    onnx = need("onnx")
    try:
        model = onnx.load_from_string(content)
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:  # protobuf's, the checker's and shape inference's own kinds
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"{path}: is no sound ONNX model: {first}", remedy="export the model again"
        ) from None
    constants = {each.name for each in model.graph.initializer}
    return ModelFile(
        path=path,
        kind="onnx",
        content=content,
        inputs=tuple(
            _onnx_tensor(path, onnx, each) for each in model.graph.input if each.name not in constants
        ),
        outputs=tuple(_onnx_tensor(path, onnx, each) for each in model.graph.output),
        operators=tuple(node.op_type for node in model.graph.node),
    )


def _onnx_tensor(path: Path, onnx: Any, info: Any) -> TensorSpec:
    tensor = info.type.tensor_type
    if any(not each.HasField("dim_value") for each in tensor.shape.dim):
        raise _not_fixed(path, info.name)
    dtype = np.dtype(onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)).name
    shape = tuple(int(each.dim_value) for each in tensor.shape.dim)
    return _checked(path, TensorSpec(name=info.name, shape=shape, dtype=dtype))


def _checked(path: Path, tensor: TensorSpec) -> TensorSpec:
    if tensor.dtype not in DTYPES:
        raise UsageError(
            f"{path}: tensor {tensor.name!r} has type {tensor.dtype}, not one of {', '.join(DTYPES)}",
            remedy="export the model with another type",
        )
    return tensor


def _not_fixed(path: Path, name: str) -> UsageError:
    return UsageError(
        f"{path}: the shape of {name!r} is not fixed", remedy="export the model with fixed shapes"
    )
