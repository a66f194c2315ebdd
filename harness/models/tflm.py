"""Models in a user's checkout of TensorFlow Lite Micro: its library, and the firmware around it."""

from __future__ import annotations

import re
from pathlib import Path

from harness.build import BuildContext, find_toolchain
from harness.build.generate import write_if_changed
from harness.build.lock import exclusive
from harness.errors import EnvironmentMissingError, UsageError
from harness.model import MemoryVariant, Target, Value
from harness.models.spec import ModelFile
from harness.resources import micro_tests_folder
from harness.suites.tflm.ask import ask
from harness.suites.tflm.build import NINJA_FILE, run_ninja
from harness.suites.tflm.checkout import Checkout, open_checkout
from harness.suites.tflm.downloads import fetch_missing
from harness.suites.tflm.ninja_file import ninja_text, place_of
from harness.suites.tflm.options import TflmOptions, short_hash
from harness.suites.tflm.recipe import Recipe, StepKind

_ARCHIVE = "libtensorflow-microlite.a"
_RESOLVER = Path("tensorflow/lite/micro/micro_mutable_op_resolver.h")
# `TfLiteStatus AddConv2D(...) { return AddBuiltin(BuiltinOperator_CONV_2D, ...` -> CONV_2D: AddConv2D
_METHOD = re.compile(
    r"TfLiteStatus (Add\w+)\([^{;]*\{\s*return AddBuiltin\(\s*BuiltinOperator_(\w+)\b", re.DOTALL
)
_CUSTOM = re.compile(r'TfLiteStatus (Add\w+)\([^{;]*\{[^}]*?AddCustom\(\s*"([^"]+)"')
_HOST_ARENA_BYTES = 8 << 20
_OWN_BYTES = 24 * 1024  # data of TFLM and of the runner, where these share a memory with the arena
_SLACK_BYTES = 1024
_WORDS_A_LINE = 16

_CMAKE = """\
# Model {name} in TensorFlow Lite Micro. Made by harness; changes are lost.
cmake_minimum_required(VERSION 3.22)
project({name} LANGUAGES C CXX)

set(HARNESS_MICRO_TESTS "{micro_tests}")
list(APPEND CMAKE_MODULE_PATH "${{HARNESS_MICRO_TESTS}}/cmake")
include(options)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/support" support)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/tflm" tflm)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/runner" runner)

add_library(tflm STATIC IMPORTED)
set_target_properties(tflm PROPERTIES IMPORTED_LOCATION "{archive}")
target_include_directories(tflm SYSTEM INTERFACE {includes})
target_compile_definitions(tflm INTERFACE {defines})
harness_tflm_app(valid {name} tflm {arena_bytes})
"""


class Library(Value, frozen=True, kw_only=True):
    """TFLM, built for a target, and what code against it has to be compiled with."""

    archive: Path
    includes: tuple[Path, ...]
    defines: tuple[str, ...]
    methods: dict[str, str]  # operator -> the resolver's method that adds its kernel


async def build_library(options: TflmOptions, target: Target, context: BuildContext) -> Library:
    """TFLM of the checkout that ``options`` name.

    Raises:
        UsageError: no checkout there, or none that harness knows; its library cannot be built.
        EnvironmentMissingError: a tool or a download is missing.
    """
    checkout = open_checkout(options.root)
    tools = find_toolchain(target)
    project = f"tflm-{short_hash(str(checkout.root).encode())}"
    folder = context.cache_folder / "models" / project / options.folder_name(target, foreign=True)
    folder.mkdir(parents=True, exist_ok=True)
    async with exclusive(folder):
        await fetch_missing(checkout, options, target, folder, context)
        recipe = await ask(checkout, options, target, folder, context.supervisor)
        archive = _archive(recipe, checkout, folder)
        write_if_changed(folder / NINJA_FILE, ninja_text(recipe, (), folder, tools.ccache))
        outcome = await run_ninja(tools.ninja, checkout.root, folder, [archive], context)
    if outcome.problem or outcome.failures:
        reason = outcome.problem or outcome.failures[0].first_error
        raise UsageError(
            f"{checkout.root}: TFLM cannot be built: {reason}", remedy="build its tests to see more"
        )
    includes, defines = _flags(recipe, checkout)
    return Library(
        archive=archive,
        includes=includes,
        defines=defines,
        methods=resolver_methods((checkout.root / _RESOLVER).read_text()),
    )


def write_project(
    folder: Path, model: ModelFile, library: Library, target: Target, variant: MemoryVariant
) -> Path:
    """Write the firmware around ``model`` as a CMake project; returns ``folder``.

    Raises:
        UsageError: TFLM has no kernel for an operator of the model.
    """
    if model.kind != "tflite":
        raise UsageError(f"{model.path}: TFLM runs .tflite models alone", remedy="use --runtime tvm")
    unknown = sorted({each for each in model.operators if each not in library.methods})
    if unknown:
        raise UsageError(
            f"{model.path}: TFLM has no kernel for {', '.join(unknown)}", remedy="use a newer checkout"
        )
    micro_tests = micro_tests_folder()
    (folder / "cmake").mkdir(parents=True, exist_ok=True)
    toolchain = f'include("{micro_tests / "cmake" / "toolchain.cmake"}")\n'
    write_if_changed(folder / "cmake" / "toolchain.cmake", toolchain)
    write_if_changed(folder / f"{model.name}.h", header(model, library))
    text = _CMAKE.format(
        name=model.name,
        micro_tests=micro_tests,
        archive=library.archive,
        includes=" ".join(f'"{each}"' for each in library.includes),
        defines=" ".join(library.defines),
        arena_bytes=arena_bytes(target, variant),
    )
    write_if_changed(folder / "CMakeLists.txt", text)
    return folder


def resolver_methods(text: str) -> dict[str, str]:
    """Operator -> method, read from TFLM's ``micro_mutable_op_resolver.h``, custom ones by name."""
    return {operator: method for method, operator in (*_METHOD.findall(text), *_CUSTOM.findall(text))}


def header(model: ModelFile, library: Library) -> str:
    """The model's data, and the operators that it needs and no others."""
    operators = sorted(set(model.operators))
    adds = " ".join(f"resolver.{library.methods[each]}();" for each in operators)
    data = [f"0x{byte:02x}" for byte in model.content]
    lines = [", ".join(data[at : at + _WORDS_A_LINE]) for at in range(0, len(data), _WORDS_A_LINE)]
    body = ",\n".join(f"  {line}" for line in lines)
    return f"""// Made by harness from {model.path.name}; changes are lost.
#define HARNESS_MODEL_NAME "{model.name}"
#define HARNESS_MODEL_REVISION "{model.revision}"
#define HARNESS_OPERATOR_COUNT {len(operators)}
#define HARNESS_ADD_OPERATORS(resolver) {adds}
__attribute__((section(".nn_weights"), aligned(16))) static const unsigned char kHarnessModel[] = {{
{body}}};
"""


def arena_bytes(target: Target, variant: MemoryVariant) -> int:
    """As much as the memory of activations has; TFLM tells how much of it a model used."""
    if target.is_host:
        return _HOST_ARENA_BYTES
    place = variant.activations or variant.data
    size = variant.region(place).size_bytes
    taken = target.stack_bytes + _OWN_BYTES if place == variant.data else _SLACK_BYTES
    found = (size - taken) // 16 * 16
    if found <= 0:
        raise UsageError(
            f"{target.name} has no room for TFLM's arena in {place}", remedy="name --activations"
        )
    return found


def _archive(recipe: Recipe, checkout: Checkout, folder: Path) -> Path:
    for step in recipe.steps:
        if step.kind is StepKind.ARCHIVE and Path(step.output).name == _ARCHIVE:
            return Path(place_of(step.output, recipe.gendir, folder))
    raise EnvironmentMissingError(
        f"{checkout.root}: its Makefile makes no {_ARCHIVE}", remedy="use another checkout"
    )


def _flags(recipe: Recipe, checkout: Checkout) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Include folders and definitions of TFLM's own C++ sources."""
    step = next(
        each
        for each in recipe.steps
        if each.kind is StepKind.COMPILE and each.inputs[0].endswith("micro_interpreter.cc")
    )
    includes = [checkout.root / word.removeprefix("-I") for word in step.argv if word.startswith("-I")]
    defines = [word.removeprefix("-D") for word in step.argv if word.startswith("-D")]
    return tuple(dict.fromkeys(includes)), tuple(defines)
