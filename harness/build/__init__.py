"""Building firmware: CMake and Ninja, driven; the board's part of it generated from ``target.toml``."""

from harness.build.cmake import BuildOutcome, build, causes
from harness.build.context import BuildContext, ToolRunner
from harness.build.ninja import FailedStep
from harness.build.toolchain import Toolchain, find_toolchain

__all__ = [
    "BuildContext",
    "BuildOutcome",
    "FailedStep",
    "ToolRunner",
    "Toolchain",
    "build",
    "causes",
    "find_toolchain",
]
