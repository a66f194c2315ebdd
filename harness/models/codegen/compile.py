"""A model file through TVM: import, legalize, fuse, and read the call order off the result."""

from __future__ import annotations

import logging
import re
from typing import Any

import msgspec
import numpy as np

from harness.errors import UsageError
from harness.models.codegen.plan import Graph, Operand, Step, aligned
from harness.models.read import need
from harness.models.spec import ModelFile

_QUOTED = re.compile(r"'([A-Za-z0-9_]+)'")
_WORKSPACE = re.compile(r"TVMBackendAllocWorkspace\(\d+, \d+, \(uint64_t\)(\d+)ULL")


def compile_model(model: ModelFile) -> Graph:
    """The model as kernels and calls.

    Raises:
        UsageError: TVM does not know an operator of the model, or not in this form.
        EnvironmentMissingError: TVM is not installed.
    """
    tvm = need("tvm")
    logging.getLogger("tvm").setLevel(logging.ERROR)
    try:
        module = _imported(model)
        with tvm.transform.PassContext(opt_level=3):
            module = _fused(module)
        return _walk(module)
    except (UsageError, MemoryError):
        raise
    except Exception as error:  # TVM raises whatever its checks and assertions raise
        raise _refusal(model, error) from error


def _imported(model: ModelFile) -> Any:
    if model.kind == "onnx":
        onnx = need("onnx")
        from tvm.relax.frontend.onnx import from_onnx

        return from_onnx(onnx.load_from_string(model.content))
    tflite = need("tflite")
    from tvm.relax.frontend.tflite import from_tflite

    from harness.models.codegen.converter import Converter

    return from_tflite(tflite.Model.GetRootAs(model.content, 0), op_converter=Converter)


def _fused(module: Any) -> Any:
    from tvm import relax, transform

    passes = relax.transform
    return transform.Sequential(
        [
            passes.DecomposeOpsForInference(),
            passes.LegalizeOps(),
            passes.AnnotateTIROpPattern(),
            passes.FoldConstant(),
            passes.FuseOps(),
            passes.FuseTIR(),
            passes.RewriteDataflowReshape(),
            passes.DeadCodeElimination(),
        ]
    )(module)


class _Walk:
    """Relax's ``main``: variables become tensors of the arena, views of others, or constants."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.sizes_bytes: list[int] = []
        self.constants: list[bytes] = []
        self.steps: list[Step] = []
        self.kernels: dict[str, Any] = {}
        self._known: dict[Any, Any] = {}  # variable -> Operand, or a tuple of them
        self._by_content: dict[bytes, int] = {}

    def tensor(self, type_: Any) -> int:
        """A new tensor of the arena."""
        count = 1
        for size in type_.shape.values:
            count *= int(size)
        self.sizes_bytes.append(count * _bytes_of(str(type_.dtype)))
        return len(self.sizes_bytes) - 1

    def bind(self, variable: Any, value: Any) -> None:
        self._known[variable] = self.value(value)

    def value(self, expression: Any) -> Any:
        """The operand behind an expression."""
        from tvm import ir, relax

        if isinstance(expression, relax.Var):
            return self._known[expression]
        if isinstance(expression, ir.GenericConst):
            return self._constant(expression)
        if isinstance(expression, relax.Tuple):
            return tuple(self.value(each) for each in expression.fields)
        if isinstance(expression, relax.TupleGetItem):
            return self.value(expression.tuple_value)[expression.index]
        if isinstance(expression, relax.Call):
            return self._call(expression)
        raise ValueError(f"nothing to be done with {type(expression).__name__}")

    def parameter(self, variable: Any) -> int:
        index = self.tensor(variable.ty)
        self._known[variable] = Operand(index=index)
        return index

    def _constant(self, constant: Any) -> Operand:
        content = constant.value.numpy().tobytes()
        if content not in self._by_content:
            self._by_content[content] = len(self.constants)
            self.constants.append(content)
        return Operand(index=self._by_content[content], constant=True)

    def _call(self, call: Any) -> Any:
        name = call.op.name if hasattr(call.op, "name") else ""
        if name == "relax.reshape":
            return self.value(call.args[0])  # the same bytes
        if name != "relax.call_tir":
            raise ValueError(f"operator {name or call.op} was not turned into a kernel")
        variable = call.args[0]
        kernel = variable.name_hint
        self.kernels[kernel] = self.module[variable]
        reads = self.value(call.args[1])
        types = call.ty_args[0]
        fields = tuple(types.fields) if hasattr(types, "fields") else (types,)
        writes = tuple(self.tensor(each) for each in fields)
        self.steps.append(Step(kernel=kernel, reads=tuple(reads), writes=writes))
        results = tuple(Operand(index=each) for each in writes)
        return results if hasattr(types, "fields") else results[0]


def _walk(module: Any) -> Graph:
    from harness.models.codegen.lower import lower

    main = module["main"]
    walk = _Walk(module)
    inputs = tuple(walk.parameter(each) for each in main.params)
    for block in main.body.blocks:
        for binding in block.bindings:
            walk.bind(binding.var, binding.value)
    result = walk.value(main.body.body)
    outputs = result if isinstance(result, tuple) else (result,)
    for output in outputs:
        if output.constant:
            raise ValueError("an output does not depend on the inputs")
    source = lower(walk.kernels)
    workspaces = _workspaces(source)
    steps = [_with_workspace(step, workspaces.get(step.kernel, 0), walk.sizes_bytes) for step in walk.steps]
    return Graph(
        steps=tuple(steps),
        sizes_bytes=tuple(walk.sizes_bytes),
        inputs=inputs,
        outputs=tuple(each.index for each in outputs),
        constants=tuple(walk.constants),
        kernels=source,
    )


def _with_workspace(step: Step, size_bytes: int, sizes_bytes: list[int]) -> Step:
    """``step`` with a tensor of its own to borrow from, where its kernel borrows at all."""
    if not size_bytes:
        return step
    sizes_bytes.append(size_bytes)
    return msgspec.structs.replace(step, workspace=len(sizes_bytes) - 1)


def _workspaces(source: str) -> dict[str, int]:
    """Kernel -> bytes that it borrows, each piece rounded up to the arena's alignment."""
    found = {}
    for function in source.split("static int32_t ")[1:]:
        sizes = [aligned(int(size)) for size in _WORKSPACE.findall(function)]
        found[function.partition("(")[0]] = sum(sizes)
    return found


def _bytes_of(dtype: str) -> int:
    return int(np.dtype(dtype).itemsize)


def _refusal(model: ModelFile, error: Exception) -> UsageError:
    """One line that names the operator, where TVM tells it."""
    text = " ".join(str(error).split())
    text = text.partition(" Quantized operators require")[0]  # what TVM's authors would have to do
    named = [each for each in _QUOTED.findall(text) if each in model.operators]
    if not named:
        named = [
            each for each in dict.fromkeys(model.operators) if re.search(rf"\b{re.escape(each)}\b", text)
        ]
    operators = ", ".join(sorted(set(named))) or ", ".join(sorted(set(model.operators)))
    return UsageError(
        f"{model.path}: TVM does not take this model's {operators}: {text[:160]}",
        remedy="try --runtime tflm, or export the model without it",
    )
