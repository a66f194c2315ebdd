"""A compiled graph as C files: ``<name>.h`` to include, ``<name>.c`` to compile beside the runtime."""

from __future__ import annotations

from collections.abc import Iterable

from harness import __version__
from harness.model import Value
from harness.models.codegen.plan import Graph, Layout, Operand, Step, aligned
from harness.models.spec import ModelFile, TensorSpec

RUNTIME_HEADER = "micro_tests/runtime/ai_runtime_api.h"
_FIXED_POINT_HEADER = "micro_tests/runtime/ai_fixed_point.h"
_WORDS_A_LINE = 8
# DLPack's type codes.
_CODES = {"float": "kDLFloat", "int": "kDLInt", "uint": "kDLUInt", "bool": "kDLBool"}


class Sources(Value, frozen=True, kw_only=True):
    """File name -> text, and the sizes that they come to, in bytes."""

    files: dict[str, str]
    arena_bytes: int
    params_bytes: int


def emit(model: ModelFile, graph: Graph, layout: Layout, *, name: str = "") -> Sources:
    """The C sources of ``model``; ``name`` is the prefix of all that they export."""
    name = name or model.name
    arena = layout.arena_bytes
    params = sum(aligned(len(each)) for each in graph.constants)
    parts = [
        f"/* Made by harness {__version__} from {model.path.name}; changes are lost. */",
        f'#include "{name}.h"\n',
        "#include <math.h>\n#include <stdbool.h>\n#include <stddef.h>\n",
        f'#include "{_FIXED_POINT_HEADER}"\n',
        _WORKSPACE if any(step.workspace is not None for step in graph.steps) else "",
        _weights(graph.constants),
        graph.kernels,
        *_nodes(graph, layout),
        _description(model, graph, layout, name, arena, params),
    ]
    return Sources(
        files={f"{name}.c": "\n".join(parts), f"{name}.h": _header(model, name, arena)},
        arena_bytes=arena,
        params_bytes=params,
    )


def _header(model: ModelFile, name: str, arena: int) -> str:
    tensors = len(model.inputs) + len(model.outputs)
    upper = name.upper()
    lines = [
        f"/* Made by harness {__version__} from {model.path.name}; changes are lost.",
        *(f" * {kind} {number}: {spec.text()} {spec.name}" for kind, number, spec in _numbered(model)),
        " */",
        f"#ifndef HARNESS_MODEL_{upper}_H_",
        f"#define HARNESS_MODEL_{upper}_H_",
        "",
        f'#include "{RUNTIME_HEADER}"',
        "",
        f"#define {upper}_ACTIVATIONS_SIZE AI_ACTIVATIONS_SIZE({arena}, {tensors})",
        "",
        "#ifdef __cplusplus",
        'extern "C"',
        "#endif",
        f"const ai_model_info {name}_model;",
        "",
        f"#endif /* HARNESS_MODEL_{upper}_H_ */",
        "",
    ]
    text = "\n".join(lines)
    return text.replace('extern "C"\n#endif\nconst', 'extern "C" {\n#endif\nextern const').replace(
        "_model;\n", "_model;\n#ifdef __cplusplus\n}\n#endif\n"
    )


def _numbered(model: ModelFile) -> Iterable[tuple[str, int, TensorSpec]]:
    for kind, specs in (("input", model.inputs), ("output", model.outputs)):
        for number, spec in enumerate(specs):
            yield kind, number, spec


_WORKSPACE = """/* What a kernel borrows while it runs, and gives back. */
static uint8_t* workspace;
#define TVMBackendAllocWorkspace(device, id, size, code, bits) borrow(size)
#define TVMBackendFreeWorkspace(device, id, pointer) give_back(pointer)
static inline void* borrow(uint64_t size) {
  uint8_t* piece = workspace;
  workspace += ((uint32_t)size + 15u) / 16u * 16u;
  return piece;
}
static inline int32_t give_back(void* piece) {
  workspace = (uint8_t*)piece;
  return 0;
}
"""


def _weights(constants: Iterable[bytes]) -> str:
    parts = ["/* Weights, little endian. */"]
    words: list[str] = []
    for content in constants:
        padded = content.ljust(aligned(len(content)), b"\0")
        words += [f"0x{int.from_bytes(padded[at : at + 4], 'little'):08x}" for at in range(0, len(padded), 4)]
    lines = [", ".join(words[at : at + _WORDS_A_LINE]) for at in range(0, len(words), _WORDS_A_LINE)]
    body = ",\n".join(f"  {line}" for line in lines) or "  0"
    parts.append('__attribute__((section(".nn_weights"), aligned(16)))')
    parts.append(f"static const uint32_t weights[] = {{\n{body}}};\n")
    return "\n".join(parts)


def _nodes(graph: Graph, layout: Layout) -> Iterable[str]:
    starts = [0]
    for content in graph.constants:
        starts.append(starts[-1] + aligned(len(content)))
    for number, step in enumerate(graph.steps):
        arguments = ", ".join(_argument(each, layout, starts) for each in _operands(step))
        setup = ""
        if step.workspace is not None:
            setup = f"  workspace = activations + {layout.offsets[step.workspace]};\n"
        head = f"static int32_t node_{number}(ai_ptr activations) {{\n{setup}"
        yield f"{head}  return {step.kernel}({arguments});\n}}\n"
    rows = ",\n".join(f'  {{"{step.kernel}", node_{number}}}' for number, step in enumerate(graph.steps))
    yield f"static const ai_node nodes[] = {{\n{rows or '  {NULL, NULL}'}}};\n"


def _operands(step: Step) -> Iterable[Operand]:
    yield from step.reads
    for tensor in step.writes:
        yield Operand(index=tensor)


def _argument(operand: Operand, layout: Layout, starts: list[int]) -> str:
    if operand.constant:
        return f"(void*)((const uint8_t*)weights + {starts[operand.index]})"
    return f"(void*)(activations + {layout.offsets[operand.index]})"


def _description(model: ModelFile, graph: Graph, layout: Layout, name: str, arena: int, params: int) -> str:
    parts: list[str] = []
    for kind, specs, tensors in (
        ("input", model.inputs, graph.inputs),
        ("output", model.outputs, graph.outputs),
    ):
        rows = []
        for number, (spec, tensor) in enumerate(zip(specs, tensors, strict=True)):
            parts.append(_tensor(kind, number, spec))
            quant = f"&{kind}_{number}_quant" if spec.scale else "NULL"
            place = f"{layout.offsets[tensor]}, {len(spec.shape)}, {kind}_{number}_shape"
            rows.append(f'  {{"{_escaped(spec.name)}", {place}, {_dtype(spec.dtype)}, {quant}}}')
        parts.append(f"static const ai_tensor_info {kind}s[] = {{\n" + ",\n".join(rows) + "};\n")
    parts.append(
        f"""const ai_model_info {name}_model = {{
  .name = "{name}",
  .datetime = "{model.revision}",
  .revision = "{model.revision}",
  .tool_version = "harness {__version__}",
  .api_version = AI_API_VERSION,
  .n_nodes = {len(graph.steps)},
  .n_inputs = {len(model.inputs)},
  .n_outputs = {len(model.outputs)},
  .arena_size = {arena},
  .activations_size = AI_ACTIVATIONS_SIZE({arena}, {len(model.inputs) + len(model.outputs)}),
  .params_size = {params},
  .params = (const uint8_t*)weights,
  .nodes = nodes,
  .inputs = inputs,
  .outputs = outputs,
}};
"""
    )
    return "\n".join(parts)


def _tensor(kind: str, number: int, spec: TensorSpec) -> str:
    shape = ", ".join(map(str, spec.shape)) or "1"
    lines = [f"static const int64_t {kind}_{number}_shape[] = {{{shape}}};"]
    if spec.scale:
        lines += [
            f"static const float {kind}_{number}_scale = {spec.scale:.8e}f;",
            f"static const int32_t {kind}_{number}_zero_point = {spec.zero_point};",
            f"static const ai_quantization_info {kind}_{number}_quant = {{-1, &{kind}_{number}_scale, "
            f"&{kind}_{number}_zero_point}};",
        ]
    return "\n".join(lines)


def _dtype(dtype: str) -> str:
    kind = dtype.rstrip("0123456789")
    return f"{{{_CODES[kind]}, {dtype.removeprefix(kind) or '8'}, 1}}"


def _escaped(text: str) -> str:
    return "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in text
    )
