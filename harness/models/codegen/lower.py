"""TVM's kernels as plain C functions: ``void name(const pointers to tensors)``, nothing of TVM's runtime.

TVM's own calling convention boxes and checks every argument at run time, about 2 KB of code a kernel. Here
the parameters become pointers before code is generated, so that a call is a C call.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import tvm
from tvm import s_tir, tirx

_TARGET = {"kind": "c"}
_CPU = 1  # kDLCPU
_NO_NAME = re.compile(r"[^A-Za-z0-9_]")
_LONGEST_NAME = 40
_FLOAT = re.compile(r"T\.float32\((-?[0-9][0-9.e+-]*)\)")
_SIX_DIGITS = re.compile(r"(?<![\w.])(-?\d\.\d{6}e[+-]\d{2})f\b")


def lower(functions: Mapping[str, Any]) -> str:
    """C source of ``functions`` (name -> TVM function on static shapes), without headers."""
    module = tvm.IRModule(
        {name: schedule(function).with_attr("global_symbol", name) for name, function in functions.items()}
    )
    module = tirx.transform.BindTarget(tvm.target.Target(_TARGET).with_host(_TARGET["kind"]))(module)
    module = tvm.transform.Sequential(_passes())(module)
    module = tvm.IRModule({name: _with_pointers(function) for name, function in module.functions.items()})
    module = tvm.transform.Sequential([tirx.transform.LowerTVMBuiltin(), tirx.transform.LowerIntrin()])(
        module
    )
    source = tvm.get_global_func("target.build.c")(module, tvm.target.Target(_TARGET)).inspect_source()
    return _with_all_digits(_body(source), _floats(module))


def schedule(function: Any) -> Any:
    """``function`` with what follows a sum computed where the sum is, element by element.

    Without it each step of a fused kernel would need a buffer as large as its output.
    """
    plan = s_tir.Schedule(function)
    root = plan.get_sblock("root")
    for block in plan.get_child_blocks(root):
        if (
            not _is_reduction(plan, block)
            and len(plan.get_consumers(block)) == 1
            and not _is_border(plan, block)
        ):
            _attempt(plan.compute_inline, block)
    for block in plan.get_child_blocks(root):
        if not _is_reduction(plan, block):
            continue
        loops = plan.get_loops(block)
        spatial = _spatial_loops(plan, block)
        consumers = plan.get_consumers(block)
        if len(consumers) == 1 and spatial and not _is_reduction(plan, consumers[0]):
            _attempt(plan.reverse_compute_at, consumers[0], loops[spatial - 1])
        if spatial < len(loops):
            _attempt(plan.decompose_reduction, block, loops[spatial])
    return plan.mod["main"]


def _attempt(step: Any, *arguments: Any) -> None:
    with contextlib.suppress(s_tir.ScheduleError):  # the kernel is right without it
        step(*arguments)


def _kinds(plan: Any, block: Any) -> list[int]:
    return [int(variable.iter_type) for variable in plan.get(block).iter_vars]


def _is_reduction(plan: Any, block: Any) -> bool:
    return any(kind == tirx.IterVar.CommReduce for kind in _kinds(plan, block))


def _spatial_loops(plan: Any, block: Any) -> int:
    """How many of the block's outer loops are not summed over, as they stand in TE's order."""
    return sum(kind != tirx.IterVar.CommReduce for kind in _kinds(plan, block))


def _is_border(plan: Any, block: Any) -> bool:
    """Padding stays a copy: inlined, its test would run for every product."""
    return "pad" in plan.get(block).name_hint


def _passes() -> list[Any]:
    """TVM's pipeline for CPUs up to its calling convention."""
    shaped, flat = s_tir.transform, tirx.transform
    return [
        shaped.CanonicalizeLoop(),
        shaped.LowerInitBlock(),
        shaped.PlanAndUpdateBufferAllocationLocation(),
        shaped.ConvertBlocksToOpaque(),
        shaped.CompactBufferAllocation(),
        shaped.LowerMatchBuffer(),
        shaped.StmtSimplify(),
        shaped.LowerOpaqueBlock(),
        flat.FlattenBuffer(),
        flat.NarrowDataType(32),
        shaped.LoopPartition(),
        flat.StorageRewrite(),
        flat.UnrollLoop(),
        flat.StmtSimplify(),
        flat.RemoveNoOp(),
        shaped.RewriteUnsafeSelect(),
        flat.CommonSubexprElim(),
    ]


def _with_pointers(function: Any) -> Any:
    """The function with a pointer for each tensor."""
    # A tensor's name may be anything, such as "unet/conv2d;unet/BiasAdd".
    pointers = [
        tirx.Var(f"p_{_NO_NAME.sub('_', each.name)[:_LONGEST_NAME]}", tvm.ir.PointerType(each.ty.dtype))
        for each in function.params
    ]
    views = [
        tirx.DeclBuffer(each, data=pointer) for each, pointer in zip(function.params, pointers, strict=True)
    ]
    body: Any = tirx.SeqStmt([*views, function.body])
    for key, value in (("device_id", 0), ("device_type", _CPU)):  # asked for by TVM's workspace calls
        body = tirx.AttrStmt("default", key, value, body)
    plain = tirx.PrimFunc(pointers, body, function.ret_type)
    return plain.with_attrs(dict(function.attrs.items()))


def _body(source: str) -> str:
    """Function definitions alone, local to their file, 0 for success; declarations and TVM's headers go."""
    kept: list[str] = []
    for line in source.replace('#ifdef __cplusplus\nextern "C"\n#endif\n', "").splitlines():
        if line.startswith(("#", "//", "void* __tvm_ffi")) or (
            line.startswith("TVM_DLL") and line.endswith(";")
        ):
            continue
        if line.startswith("TVM_DLL void "):  # the kernels; no two of their tensors overlap
            line = "static int32_t " + line.removeprefix("TVM_DLL void ").replace("* ", "* restrict ")
        elif line == "}":
            kept.append("  return 0;")
        kept.append(line)
    return "\n".join(kept).strip() + "\n"


def _floats(module: Any) -> set[float]:
    """Every float constant of ``module``, as float32."""
    return {float(np.float32(float(text))) for text in _FLOAT.findall(module.script())}


def _with_all_digits(source: str, floats: set[float]) -> str:
    """TVM prints float constants with seven digits, nine tell one float32 from the next.

    Where two constants look the same with seven, the text stays as it is.
    """
    by_text: dict[str, set[float]] = {}
    for value in floats:
        by_text.setdefault(f"{value:.6e}", set()).add(value)
    exact = {text: f"{next(iter(values)):.8e}" for text, values in by_text.items() if len(values) == 1}
    return _SIX_DIGITS.sub(lambda match: f"{exact.get(match[1], match[1])}f", source)
