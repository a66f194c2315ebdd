"""``harness new-app``: a model and a firmware around it as a CMake project that stands on its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from harness.build.generate import memory_ld, target_cmake
from harness.errors import UsageError
from harness.model import MemoryVariant, Target
from harness.models.codegen.emit import Sources
from harness.models.firmware import STACK_BYTES
from harness.models.project import cmake_lists
from harness.models.spec import ModelFile
from harness.resources import micro_tests_folder

APPS = {
    "perf": "system performance: runs on random inputs and prints what it took",
    "valid": "validation: takes inputs and gives outputs over the console",
}
UART, SEMIHOSTING = "uart", "semihosting"
_PARTS = ("cmake", "support", "runtime", "runner")
_BEFORE = """\
set(CMAKE_TOOLCHAIN_FILE "${CMAKE_CURRENT_SOURCE_DIR}/firmware/micro_tests/cmake/toolchain.cmake")
set(HARNESS_TARGET_FILE "${CMAKE_CURRENT_SOURCE_DIR}/board/target.cmake")
set(HARNESS_MEMORY_FOLDER "${CMAKE_CURRENT_SOURCE_DIR}/board")
"""
_WHERE = 'set(HARNESS_MICRO_TESTS "${CMAKE_CURRENT_SOURCE_DIR}/firmware/micro_tests")'
_README = """\
# {name} on {board}

{what}, made by harness from `{file}`.

    cmake -G Ninja -B build
    cmake --build build
    arm-none-eabi-objcopy -O binary build/bin/{app}.elf build/{app}.bin

Flash it with the tool of your board, such as `st-flash write build/{app}.bin 0x{flash:08x}` or
`STM32_Programmer_CLI -c port=SWD -w build/bin/{app}.elf -rst`. Its console is {console}.

{then}
`board/` has the memory map and the console's registers, `{name}.c` the model, `firmware/` everything else.
"""
_THEN = {
    "perf": "It starts by itself and prints memory, cycles of an inference, and cycles of each layer.\n",
    "valid": """\
Compare its answers with the reference's from Python:

    from harness.models import Runner

    runner = Runner.connect("serial:/dev/ttyACM0:115200", "{file}")
    outputs, profile = runner.invoke([...])
""",
}


def write_application(
    folder: Path,
    model: ModelFile,
    sources: Sources,
    *,
    app: str,
    target: Target,
    variant: MemoryVariant,
    console: str = "",
) -> Path:
    """Write the project into ``folder``, which must be new or empty; returns it.

    ``console`` is ``uart`` or ``semihosting``; empty: the UART that the board names, else its own console.

    Raises:
        UsageError: the folder holds something, or the board names no UART.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is not empty", remedy="name a new folder with -o")
    board = _board(target, variant, console)
    for part in _PARTS:
        shutil.copytree(
            micro_tests_folder() / part,
            folder / "firmware" / "micro_tests" / part,
            ignore=shutil.ignore_patterns("*_test.cc", "host.cc", "__pycache__"),
        )
    (folder / "board").mkdir()
    (folder / "board" / "target.cmake").write_text(target_cmake(board, variant))
    (folder / "board" / "memory.ld").write_text(memory_ld(board, variant))
    for name, text in sources.files.items():
        (folder / name).write_text(text)
    lists = cmake_lists(name=model.name, file=model.path.name, app=app, before=_BEFORE, where=_WHERE)
    (folder / "CMakeLists.txt").write_text(lists)
    (folder / "README.md").write_text(
        _README.format(
            name=model.name,
            board=target.title,
            what=APPS[app].partition(":")[0].capitalize(),
            file=model.path.name,
            app=app,
            flash=variant.region("FLASH").origin,
            console=_console_text(board),
            then=_THEN[app].replace("{file}", model.path.name),
        )
    )
    return folder


def _board(target: Target, variant: MemoryVariant, console: str) -> Target:
    """The target with the wanted console and room for kernels' buffers."""
    if target.is_host:
        raise UsageError(f"{target.name} is no board", remedy="name a board with --target")
    serial = target.serial or target.uart
    chosen = console or (UART if serial else target.console)
    if chosen == UART and serial is None:
        raise UsageError(
            f"{target.name} names no UART", remedy=f"add [serial] to {target.folder}/target.toml"
        )
    return msgspec.structs.replace(
        target,
        console=chosen,
        uart=(variant.uart or serial) if chosen == UART else None,
        stack_bytes=max(target.stack_bytes, STACK_BYTES),
    )


def _console_text(board: Target) -> str:
    if board.uart is None:
        return "semihosting, which needs a debugger"
    return f"the UART at 0x{board.uart.base:08x}, 115200 baud, 8N1"
