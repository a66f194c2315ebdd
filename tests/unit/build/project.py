"""A CMake project as small as can be, with the same contract as ``micro_tests/``."""

from __future__ import annotations

from pathlib import Path

from harness.model import Target
from harness.targets import load_target

CMAKE_LISTS = """\
cmake_minimum_required(VERSION 3.22)
project(small LANGUAGES C)
add_library(shared STATIC shared.c)
add_custom_target(micro_tests ALL)
file(WRITE "${CMAKE_BINARY_DIR}/binaries.txt" "")
foreach(name IN ITEMS one two)
  add_executable(${name} EXCLUDE_FROM_ALL ${name}.c)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin" SUFFIX ".elf")
  target_link_libraries(${name} PRIVATE shared)
  if(NOT HARNESS_CPU STREQUAL "native")
    target_link_options(${name} PRIVATE -nostdlib "-T${CMAKE_SOURCE_DIR}/script.ld" "-L${CMAKE_BINARY_DIR}")
    set_target_properties(${name} PROPERTIES LINK_DEPENDS "${CMAKE_BINARY_DIR}/memory.ld")
  endif()
  add_dependencies(micro_tests ${name})
  file(APPEND "${CMAKE_BINARY_DIR}/binaries.txt" "micro_tests\\t${name}\\tbin/${name}.elf\\t\\n")
endforeach()
file(APPEND "${CMAKE_BINARY_DIR}/binaries.txt" "micro_tests\\tthree\\tbin/three.elf\\tsmall,bluepill\\n")
file(APPEND "${CMAKE_BINARY_DIR}/binaries.txt" "misbehaving\\tfour\\tbin/four.elf\\t\\n")
"""
TOOLCHAIN = """\
include("${HARNESS_TARGET_FILE}")
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HARNESS_TARGET_FILE)
set(CMAKE_C_COMPILER_WORKS TRUE)
if(NOT HARNESS_CPU STREQUAL "native")
  set(CMAKE_SYSTEM_NAME Generic)
  set(CMAKE_C_COMPILER arm-none-eabi-gcc)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  set(CMAKE_C_FLAGS_INIT "-mthumb -mcpu=${HARNESS_CPU}")
endif()
"""
SCRIPT = """\
INCLUDE memory.ld
ENTRY(main)
SECTIONS
{
  .vectors : { LONG(ORIGIN(DATA_RAM) + LENGTH(DATA_RAM)) LONG(main | 1) } > FLASH
  .text : { *(.text*) *(.rodata*) } > FLASH
  .ARM.exidx : { *(.ARM.exidx*) } > FLASH
  .data : { *(.data*) } > DATA_RAM AT > FLASH
  .bss : { *(.bss*) *(COMMON) } > DATA_RAM
}
"""
SMALL = """\
cpu = "cortex-m3"
stack = "256"
[memory.FLASH]
origin = 0x08000000
size = "4K"
kind = "flash"
[memory.RAM]
origin = 0x20000000
size = "1K"
kind = "ram"
[stand_in.qemu]
machine = "netduino2"
"""


def write_project(folder: Path) -> Path:
    """The project's sources below ``folder``."""
    source = folder / "small"
    (source / "cmake").mkdir(parents=True)
    (source / "CMakeLists.txt").write_text(CMAKE_LISTS)
    (source / "cmake" / "toolchain.cmake").write_text(TOOLCHAIN)
    (source / "script.ld").write_text(SCRIPT)
    (source / "shared.c").write_text("int shared(void) { return 0; }\n")
    for name in ("one", "two"):
        (source / f"{name}.c").write_text("int shared(void);\nint main(void) { return shared(); }\n")
    return source


def small_board(folder: Path, text: str = SMALL) -> Target:
    """A Cortex-M3 board with 4 KB of flash and 1 KB of RAM."""
    path = folder / "boards" / "small"
    path.mkdir(parents=True, exist_ok=True)
    (path / "target.toml").write_text(text)
    return load_target(path)
