"""What a binary says of itself: footprint, declared cases, core, symbols and lines."""

from harness.elf.cache import InspectCache
from harness.elf.cores import ArmCore
from harness.elf.fit import Fit, check_core, check_fits_target
from harness.elf.inspection import ElfInfo, Segment, VectorTable, footprint, inspect
from harness.elf.symbolizer import SourceLocation, Symbolizer

__all__ = [
    "ArmCore",
    "ElfInfo",
    "Fit",
    "InspectCache",
    "Segment",
    "SourceLocation",
    "Symbolizer",
    "VectorTable",
    "check_core",
    "check_fits_target",
    "footprint",
    "inspect",
]
