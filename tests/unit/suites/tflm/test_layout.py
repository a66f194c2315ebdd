"""What a test needs, and the stack that is left for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from harness.elf import inspect
from harness.suites.tflm.layout import (
    MAX_STACK_BYTES,
    MIN_STACK_BYTES,
    Needs,
    needs,
    over_bytes,
    probe_variant,
    stack_bytes,
    write_memory,
)
from harness.targets import load_targets
from tests.unit.elf.images import Segment, elf32, image

BLUEPILL = load_targets()["bluepill"]
NATIVE = BLUEPILL.variant("native")
FLASH, RAM = 64 << 10, 20 << 10


def test_a_probe_has_room_up_to_the_next_region() -> None:
    probe = probe_variant(load_targets()["stm32h747"].variants[0])
    sizes = {region.name: region.size_bytes >> 20 for region in probe.regions}
    assert sizes == {"FLASH": 64, "DTCM": 64, "AXI": 64}
    assert probe.data == "DTCM"


def test_needs_are_read_from_the_probe(tmp_path: Path) -> None:
    path = tmp_path / "probe.elf"
    code, data = image(), b"\1" * 40
    path.write_bytes(
        elf32(
            [
                Segment(0x08000000, code),
                Segment(0x20000200, data, paddr=0x08000000 + len(code), memsz=40 + 100000),
            ]
        )
    )
    needed = needs(inspect(path), probe_variant(NATIVE))
    assert needed == Needs(flash_bytes=len(code) + 40, ram_bytes=0x200 + 40 + 100000)
    assert over_bytes(needed, NATIVE) == {"RAM": 0x200 + 40 + 100000 - RAM}


@pytest.mark.parametrize(
    ("needed", "over"),
    [
        (Needs(flash_bytes=FLASH, ram_bytes=RAM), {}),
        (Needs(flash_bytes=FLASH + 1, ram_bytes=RAM), {"FLASH": 1}),
        (Needs(flash_bytes=FLASH + 5, ram_bytes=RAM + 7), {"FLASH": 5, "RAM": 7}),
    ],
)
def test_by_how_much_it_does_not_fit(needed: Needs, over: dict[str, int]) -> None:
    assert over_bytes(needed, NATIVE) == over


def test_the_stack_gets_what_is_left() -> None:
    tight = Needs(flash_bytes=0, ram_bytes=RAM)
    assert stack_bytes(tight, NATIVE, heap=False) == MIN_STACK_BYTES
    loose = Needs(flash_bytes=0, ram_bytes=RAM - 10_000)
    assert stack_bytes(loose, NATIVE, heap=False) == MIN_STACK_BYTES + 9984
    assert stack_bytes(loose, NATIVE, heap=True) == MIN_STACK_BYTES + 4864
    assert stack_bytes(loose, BLUEPILL.variant("roomy"), heap=False) == MAX_STACK_BYTES


def test_the_stack_is_sized_by_the_link(tmp_path: Path) -> None:
    place = write_memory(tmp_path, BLUEPILL, NATIVE)
    text = (place / "memory.ld").read_text()
    assert "__stack_size = DEFINED(__harness_stack_size) ? __harness_stack_size : 512;" in text
    changed = msgspec.structs.replace(BLUEPILL, stack_bytes=8192)
    before = (place / "memory.ld").stat().st_mtime_ns
    write_memory(tmp_path, changed, NATIVE)
    assert (place / "memory.ld").stat().st_mtime_ns == before
