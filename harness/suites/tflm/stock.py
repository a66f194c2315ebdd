"""TFLM's own boards, as they are: what they link, and whether a simulator can start it."""

from __future__ import annotations

import struct
from pathlib import Path

from harness.elf import ElfInfo
from harness.errors import UsageError
from harness.model import MemoryVariant, Target
from harness.suites.tflm.checkout import TARGETS_FOLDER, Checkout

_WORD = struct.Struct("<I")


def check_board(target: Target, checkout: Checkout) -> None:
    """Check that TFLM has a board of the target's name.

    Raises:
        UsageError: it has none.
    """
    if not target.is_host and target.name not in checkout.boards():
        raise UsageError(
            f"TFLM has no board {target.name}: {TARGETS_FOLDER}/{target.name}_makefile.inc is missing",
            remedy="leave --tflm-board out to build it with harness's own start-up code",
        )


def with_stack_inside(info: ElfInfo, variant: MemoryVariant, place: Path) -> tuple[Path, str]:
    """The binary, with the initial stack pointer moved into the machine's RAM where it points behind it.

    TFLM's Blue Pill claims 16 MB of RAM and starts with the stack at their end, where the real part and its
    stand-ins have none: they lock up at the first push. The copy at ``place`` differs in that word alone.

    Returns:
        The file to boot, and a remark on what was changed.
    """
    ram = variant.region(variant.data)
    vectors = info.vectors
    if vectors is None or not vectors.initial_sp > ram.end:
        return info.path, ""
    data = bytearray(info.path.read_bytes())
    old = struct.pack("<2I", vectors.initial_sp, vectors.reset)
    at = data.find(old)
    if at < 0 or data.count(old) != 1:
        return info.path, ""
    _WORD.pack_into(data, at, ram.end)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.is_file() or place.read_bytes() != data:
        place.write_bytes(data)
    remark = f"the initial stack pointer was moved from 0x{vectors.initial_sp:08x} to 0x{ram.end:08x}"
    return place, remark
