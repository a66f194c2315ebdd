"""A model as a CMake project: its C sources, and the firmware around it."""

from __future__ import annotations

from pathlib import Path

from harness.build.generate import write_if_changed
from harness.models.codegen.emit import Sources
from harness.resources import micro_tests_folder

RUNNER = "valid"  # the validation firmware, also what `harness new-app valid` writes

_CMAKE = """\
# {title}. Made by harness.
cmake_minimum_required(VERSION 3.22)
{before}project({name} LANGUAGES C CXX)

{where}
list(APPEND CMAKE_MODULE_PATH "${{HARNESS_MICRO_TESTS}}/cmake")
include(options)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/support" support)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/runtime" runtime)
add_subdirectory("${{HARNESS_MICRO_TESTS}}/runner" runner)

# The model, as C that harness and TVM made of {file}.
add_library(model STATIC {name}.c)
target_include_directories(model PUBLIC "${{CMAKE_CURRENT_SOURCE_DIR}}")
target_link_libraries(model PUBLIC ai_runtime)

harness_app({app} {name} model)
"""


def cmake_lists(*, name: str, file: str, app: str, before: str, where: str) -> str:
    """The project's CMakeLists.txt; ``before`` comes before its languages are known."""
    return _CMAKE.format(
        title=f"Application {app} for model {name}",
        before=before,
        name=name,
        file=file,
        app=app,
        where=where,
    )


def write_project(
    folder: Path,
    sources: Sources,
    *,
    name: str,
    file: str,
    app: str = RUNNER,
) -> Path:
    """Write the project around ``sources``, which uses the firmware folder of harness; returns ``folder``."""
    micro_tests = micro_tests_folder()
    where = f'set(HARNESS_MICRO_TESTS "{micro_tests}")'
    text = cmake_lists(name=name, file=file, app=app, before="", where=where)
    toolchain = f'include("{micro_tests / "cmake" / "toolchain.cmake"}")\n'
    (folder / "cmake").mkdir(parents=True, exist_ok=True)
    write_if_changed(folder / "cmake" / "toolchain.cmake", toolchain)
    write_if_changed(folder / "CMakeLists.txt", text)
    for file_name, content in sources.files.items():
        write_if_changed(folder / file_name, content)
    return folder
